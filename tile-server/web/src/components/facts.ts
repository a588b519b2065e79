import type { Explanation } from '../api/contract'
import { formatArea, formatDistance, formatList, formatShare, type Locale } from '../domain/format'
import { t } from '../i18n'

export interface Fact {
  id: string
  label: string
  value: string
  /** A code or another small remark after the value. */
  note?: string
}

/** The decision as a list of words; what is not known or does not apply is left out. */
export function factsOf(answer: Explanation, nameOf: (code: string) => string, locale: Locale): Fact[] {
  const { decision, named, border, nearest_jurisdiction: nearest, input, deadlines } = answer
  const facts: (Fact | false)[] = [
    decision.handler_code !== null && {
      id: 'handler',
      label: t('explain.handler'),
      value: decision.handler_name ?? nameOf(decision.handler_code),
      note: decision.handler_code,
    },
    decision.handler_body !== null && {
      id: 'handler_body',
      label: t('explain.handler_body'),
      value: decision.handler_body,
    },
    decision.in_name_of !== null && {
      id: 'in_name_of',
      label: t('explain.in_name_of'),
      value: decision.in_name_of === decision.handler_body ? t('explain.own_name') : decision.in_name_of,
    },
    named.departments.length > 0 &&
      decision.status !== 'outside' && {
        id: 'departments',
        label: t('explain.departments'),
        value: formatList(named.departments.map((department) => department[locale]), locale),
      },
    named.urgency !== null && { id: 'urgency', label: t('explain.urgency'), value: named.urgency[locale] },
    // The words of the server say how the days are counted, and why there may be no day.
    deadlines.feedback !== null && { id: 'deadline', label: t('explain.deadline'), value: deadlines.feedback.text },
    deadlines.damage_notice !== null && {
      id: 'damage',
      label: t('explain.damage_notice_due'),
      value: deadlines.damage_notice.text,
    },
    decision.county_code !== null && {
      id: 'county',
      label: t('explain.county'),
      value: decision.county_name ?? nameOf(decision.county_code),
      note: decision.county_code,
    },
    decision.prefecture_code !== null && {
      id: 'prefecture',
      label: t('explain.prefecture'),
      value: nameOf(decision.prefecture_code),
      note: decision.prefecture_code,
    },
    decision.common_superior !== null && {
      id: 'superior',
      label: t('explain.common_superior'),
      value: nameOf(decision.common_superior),
      note: decision.common_superior,
    },
    // Of a county that is named; else the shares say it.
    decision.county_code !== null &&
      decision.probability !== null &&
      decision.probability < 1 && {
        id: 'probability',
        label: t('explain.probability'),
        value: formatShare(decision.probability),
      },
    border !== null && nearest === null && { id: 'border', label: t('explain.border'), value: borderWords(answer, locale) },
    nearest !== null && {
      id: 'nearest',
      label: t('explain.nearest'),
      value: t('explain.nearest_value', { name: nearest.name, distance: formatDistance(nearest.distance_m, locale) }),
      note: nearest.code,
    },
    decision.notify.length > 0 && {
      id: 'notify',
      label: t('explain.notify'),
      value: formatList(decision.notify.map(nameOf), locale),
    },
    ...extentFacts(input.extent, locale),
    input.at !== null && { id: 'at', label: t('explain.at'), value: input.at },
    input.filed !== null && { id: 'filed', label: t('explain.filed'), value: input.filed },
    input.accuracy_m !== null &&
      input.accuracy_m > 0 && {
        id: 'accuracy',
        label: t('explain.accuracy'),
        value: formatDistance(input.accuracy_m, locale),
        ...(input.accuracy_from === 'sensor' && { note: t('explain.accuracy_from_sensor') }),
      },
  ]
  return facts.filter((fact) => fact !== false)
}

/** How much ground a clue is that is more than a point. */
function extentFacts(extent: Explanation['input']['extent'], locale: Locale): Fact[] {
  const { length_m: lengthM = null, area_m2: areaM2 = null } = extent ?? {}
  if (lengthM !== null) return [{ id: 'length', label: t('explain.length'), value: formatDistance(lengthM, locale) }]
  return areaM2 === null ? [] : [{ id: 'area', label: t('explain.area'), value: formatArea(areaM2, locale) }]
}

function borderWords({ border, decision }: Explanation, locale: Locale): string {
  if (!border) return ''
  if (decision.on_boundary) return t('explain.on_boundary')
  const distance = formatDistance(border.distance_m, locale)
  return border.neighbour_name
    ? t('explain.border_to', { distance, name: border.neighbour_name })
    : t('explain.border_outer', { distance })
}
