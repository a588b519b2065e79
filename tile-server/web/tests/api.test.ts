import { afterEach, describe, expect, it, vi } from 'vitest'
import { serverUrl } from '../src/api/client'
import type { Explanation } from '../src/api/contract'
import { explain, explainClue, NO_CONDITIONS } from '../src/api/explain'
import { filenameOf } from '../src/api/filename'
import { conditionsOf, questionOf } from '../src/domain/conditions'
import { normaliseEpsg } from '../src/domain/crs'
import { pickFile } from '../src/domain/files'
import { listOf } from '../src/domain/lists'
import { search, suggest } from '../src/domain/search'

describe('addresses', () => {
  it('stay on the host of the page, also below a path, and drop what is not given', () => {
    expect(serverUrl('api/v1/explain', { lon: 125.3, at: null, class: '' }, 'https://host/bailiwick/#map=1/2/3')).toBe(
      'https://host/bailiwick/api/v1/explain?lon=125.3',
    )
  })

  it('encode Chinese file names', () => {
    expect(serverUrl('x', { filename: '线索 1.csv' }, 'http://h/')).toBe('http://h/x?filename=%E7%BA%BF%E7%B4%A2+1.csv')
  })
})

describe('a question', () => {
  afterEach(() => { vi.unstubAllGlobals() })

  it('is sent under the names of the contract, without what is not given', async () => {
    const asked: URL[] = []
    vi.stubGlobal('document', { baseURI: 'http://h/' })
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(new URL(url))
      return Promise.resolve(new Response('{}'))
    })
    const conditions = { ...NO_CONDITIONS, filed: '2026-06-05', sensor: '无人机', severity: '严重', suspectedCrime: '是', damage: '否', county: '公主岭' }
    await explain({ lon: 125, lat: 43, ...conditions }, 'zh')
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      lon: '125', lat: '43', filed: '2026-06-05', sensor: '无人机', severity: '严重', suspected_crime: '是', damage: '否', county: '公主岭', lang: 'zh',
    })
    await explainClue({ batch: '线索.csv', row: 7 }, 'en')
    expect(Object.fromEntries(asked[1]?.searchParams ?? [])).toEqual({ batch: '线索.csv', row: '7', lang: 'en' })
  })
})

describe('the name of a download', () => {
  it.each([
    [`attachment; filename="a.xlsx"; filename*=UTF-8''%E7%BA%BF%E7%B4%A2.xlsx`, '线索.xlsx'],
    ['attachment; filename="a b.csv"', 'a b.csv'],
    ['attachment; filename=plain.gpkg', 'plain.gpkg'],
    [`attachment; filename*=UTF-8''%E7%ZZ; filename=fallback.csv`, 'fallback.csv'],
    [`attachment; filename="../../etc/passwd"`, 'passwd'],
    ['attachment', null],
    [null, null],
  ])('in %s is %s', (header, name) => {
    expect(filenameOf(header)).toBe(name)
  })
})

describe('dropped files', () => {
  const file = (name: string): File => new File(['x'], name)

  it('are taken one at a time', () => {
    expect(pickFile([file('a.csv')]).kind).toBe('file')
    expect(pickFile([file('a.csv'), file('b.csv')])).toEqual({ kind: 'problem', problem: 'several' })
    expect(pickFile([])).toEqual({ kind: 'problem', problem: 'none' })
  })

  it('are refused as loose parts of a Shapefile', () => {
    expect(pickFile([file('a.shp'), file('a.dbf')])).toEqual({ kind: 'problem', problem: 'loose-shapefile' })
    expect(pickFile([file('a.SHP')])).toEqual({ kind: 'problem', problem: 'loose-shapefile' })
  })
})

it.each([
  ['4549', 'EPSG:4549'],
  [' epsg:4549 ', 'EPSG:4549'],
  ['EPSG：４５４９', 'EPSG:4549'],
  ['epsg 32651', 'EPSG:32651'],
  ['GCJ-02', null],
  ['12', null],
  ['', null],
])('the EPSG code in %j is %s', (text, code) => {
  expect(normaliseEpsg(text)).toBe(code)
})

describe('search', () => {
  const labels = [
    { code: '220100', name: '长春市', level: 'prefecture' as const, lon: 125.3, lat: 43.9 },
    { code: '222424', name: '汪清县', level: 'county' as const, lon: 129.8, lat: 43.3 },
    { code: '220422', name: '东丰县', level: 'county' as const, lon: 125.5, lat: 42.7 },
  ]

  it('prefers coordinates, then names and codes', () => {
    expect(search('125.3, 43.9', labels).kind).toBe('coordinate')
    expect(search('汪清', labels)).toMatchObject({ kind: 'division', label: { code: '222424' } })
    expect(search('2201', labels)).toMatchObject({ kind: 'division', label: { code: '220100' } })
    expect(search('上海', labels).kind).toBe('nothing')
  })

  it('suggests nothing for nothing', () => {
    expect(suggest('  ', labels)).toEqual([])
    expect(suggest('县', labels).map(({ code }) => code)).toEqual(['220422', '222424'])
  })
})

it('cells with several values come apart', () => {
  expect(listOf('a; b；c')).toEqual(['a', 'b', 'c'])
  expect(listOf(['a', null, 'b'])).toEqual(['a', 'b'])
  expect(listOf(3)).toEqual(['3'])
  expect(listOf('')).toEqual([])
})

describe('the conditions of a clue', () => {
  const columns = {
    occurred: '发现时间', filed: '立案时间', accuracy: '精度', class: '问题类别', sensor: '来源', severity: '严重程度',
    suspected_crime: '涉嫌犯罪', damage: '生态环境损害', county: 'county_name_in',
  }

  it('come from the columns that the server read them from', () => {
    const told = {
      发现时间: '2019/5/4 10:00', 立案时间: '2019-05-06', 精度: '15 米', 问题类别: '其他', 来源: '无人机', 严重程度: '较重', 涉嫌犯罪: '否', 生态环境损害: '是',
      county_name: '伊通满族自治县', county_name_in: '公主岭市',
    }
    expect(conditionsOf({ status: 'assigned', ...told }, columns)).toEqual({
      at: '2019-05-04',
      filed: '2019-05-06',
      accuracyM: 15,
      violationClass: '其他',
      sensor: '无人机',
      severity: '较重',
      suspectedCrime: '否',
      damage: '是',
      county: '公主岭市',
    })
  })

  it('are none where a column is empty or was not read', () => {
    expect(conditionsOf({ status: 'assigned', 问题类别: ' ' }, columns)).toEqual(NO_CONDITIONS)
    expect(conditionsOf({ status: 'assigned', 问题类别: '其他' }, {})).toEqual(NO_CONDITIONS)
  })

  it('of a row on the server are asked again as the server understood them', () => {
    const input = {
      lon: 125, lat: 43, crs: 'EPSG:4490', at: '2019-05-04', filed: null, accuracy_m: 5, accuracy_from: 'sensor', class: '其他', sensor: 'drone 3',
      severity: null, suspected_crime: '否', damage: null, county: '公主岭',
    }
    const asked = questionOf({ input } as Explanation)
    expect(asked).toEqual({ ...NO_CONDITIONS, lon: 125, lat: 43, at: '2019-05-04', violationClass: '其他', sensor: 'drone 3', suspectedCrime: '否', county: '公主岭' })
    expect(questionOf({ input: { ...input, accuracy_from: 'clue' } } as Explanation).accuracyM).toBe(5)
  })
})
