import { describe, expect, it } from 'vitest'
import type { Candidate, Explanation, Then, WeighedRule } from '../src/api/contract'
import { factsOf } from '../src/components/facts'
import { clocksThatDiffer, inOrderOfShare, lostOf, shareOutside, unfired, worthListing } from '../src/domain/evidence'

const candidate = (code: string, share: number | null, distanceM: number | null = 0, lost: string | null = null): Candidate => ({
  code,
  name: code,
  parent: null,
  parent_name: null,
  on_boundary: false,
  share,
  distance_m: distanceM,
  lost,
})

describe('candidates', () => {
  it('stand in the order of their shares, and of their distances where those are equal or unknown', () => {
    const codes = (all: Candidate[]): string[] => inOrderOfShare(all).map(({ code }) => code)
    expect(codes([candidate('a', 0.2), candidate('b', 0.8)])).toEqual(['b', 'a'])
    expect(codes([candidate('a', null, 90), candidate('b', null, 0), candidate('c', null, null)])).toEqual(['b', 'a', 'c'])
    expect(codes([candidate('a', null, null), candidate('b', null, null)])).toEqual(['a', 'b'])
    expect(codes([candidate('county', null, 0, 'overlay'), candidate('body', null, 0)])).toEqual(['body', 'county'])
  })

  it('leave a rest where the disc reaches outside the data, and none to rounding', () => {
    expect(shareOutside([candidate('a', 0.5), candidate('b', 0.3)])).toBeCloseTo(0.2, 9)
    expect(shareOutside([candidate('a', 0.65514), candidate('b', 0.34485)])).toBeNull()
    expect(shareOutside([candidate('a', null)])).toBeNull()
    expect(shareOutside([])).toBeNull()
  })

  it('are listed unless there is one that is sure', () => {
    expect(worthListing([candidate('a', null)])).toBe(false)
    expect(worthListing([])).toBe(false)
    expect(worthListing([candidate('a', null, 0, 'raised')])).toBe(true)
    expect(worthListing([candidate('a', 0.97)])).toBe(true)
    expect(worthListing([candidate('a', null), candidate('b', null)])).toBe(true)
  })
})

describe('the clocks', () => {
  const then = (code: string, superior: string, day: string | null = null): Then => ({ day, code, name: code, superior, superior_name: superior })

  it('are all shown when one differs', () => {
    const inTime = { occurrence: then('220381', '220300', '2019-08-01'), filing: null, present: then('220184', '220100') }
    expect(clocksThatDiffer(inTime).map(({ clock }) => clock)).toEqual(['occurrence', 'present'])
  })

  it('differ by the superior alone, too', () => {
    expect(clocksThatDiffer({ occurrence: then('1', '2'), filing: then('1', '3'), present: then('1', '3') })).toHaveLength(3)
  })

  it('are not shown when they agree or are unknown', () => {
    expect(clocksThatDiffer({ occurrence: then('1', '2'), filing: null, present: then('1', '2') })).toEqual([])
    expect(clocksThatDiffer({ occurrence: null, filing: null, present: null })).toEqual([])
  })
})

it('rules that did not fire, and what a fired one lost, are found', () => {
  const rule = (id: string, fired: boolean, lost: WeighedRule['lost'] = []): WeighedRule => ({ id, article: '', text: '', fired, refused: [], lost })
  const weighed = [rule('a', true, [{ effect: 'urgency', rule: 'b' }]), rule('b', true), rule('c', false)]
  expect(unfired(weighed).map(({ id }) => id)).toEqual(['c'])
  expect(lostOf('a', weighed)).toEqual([{ effect: 'urgency', rule: 'b' }])
  // What the ground says is no rule of the ruleset.
  expect(lostOf('territorial', weighed)).toEqual([])
})

describe('the facts', () => {
  const answer = {
    input: { extent: null, at: null, filed: '2026-06-05', accuracy_m: 100, accuracy_from: 'sensor' },
    decision: {
      status: 'assigned', county_code: null, prefecture_code: null, handler_code: '220184', handler_name: '公主岭市', common_superior: null,
      probability: null, on_boundary: false, departments: ['生态环境', '公安'], urgency: '特急', notify: [],
      handler_body: '长春市生态环境局公主岭市分局', in_name_of: '长春市生态环境局',
    },
    named: { urgency: { zh: '特急', en: 'immediate' }, departments: [{ zh: '生态环境', en: 'ecology' }, { zh: '公安', en: 'public security' }] },
    border: null,
    nearest_jurisdiction: null,
    deadlines: { feedback: { text: '2026-06-08（自立案起 3 个日历日）' }, damage_notice: null },
  } as unknown as Explanation
  const told = (given: Explanation): Record<string, string> =>
    Object.fromEntries(factsOf(given, (code) => code, 'zh').map(({ id, value, note }) => [id, note ? `${value} ${note}` : value]))

  it('say who acts in whose name, how urgent it is, and how the days are counted', () => {
    expect(told(answer)).toEqual({
      handler: '公主岭市 220184',
      handler_body: '长春市生态环境局公主岭市分局',
      in_name_of: '长春市生态环境局',
      departments: '生态环境、公安',
      urgency: '特急',
      deadline: '2026-06-08（自立案起 3 个日历日）',
      filed: '2026-06-05',
      accuracy: '100 米 按来源取值',
    })
  })

  it('say how long or how large a clue is that is no point', () => {
    const of = (extent: Explanation['input']['extent']): Record<string, string> => told({ ...answer, input: { ...answer.input, extent } })
    expect(of({ length_m: 1240, area_m2: null })['length']).toBe('1.24 千米')
    expect(of({ length_m: null, area_m2: 870 })['area']).toBe('870 平方米')
  })

  it('are in English what the ruleset calls them there', () => {
    const english = factsOf(answer, (code) => code, 'en').map(({ value }) => value)
    expect(english).toContain('ecology, public security')
    expect(english).toContain('immediate')
  })

  it('do not name a body twice that acts in its own name', () => {
    const own = { ...answer, decision: { ...answer.decision, in_name_of: '长春市生态环境局公主岭市分局' } }
    expect(told(own)['in_name_of']).toBe('本机构')
  })
})
