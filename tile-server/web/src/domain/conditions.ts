import type { Question } from '../api/explain'
import type { ClueProperties } from '../api/contract'

const DATE_COLUMNS = ['occurred', '发现时间', '发生时间', '日期', 'date']
const FILED_COLUMNS = ['filed', '立案时间', '立案日期', '受理时间']
const ACCURACY_COLUMNS = ['accuracy_m', 'accuracy', '精度', '定位精度', '精度(米)', '精度（米）']
const CLASS_COLUMNS = ['class', '问题类别', '类别']
const SENSOR_COLUMNS = ['sensor', '来源', '线索来源', '数据来源']
const SEVERITY_COLUMNS = ['severity', '严重程度', '情节']
const CRIME_COLUMNS = ['suspected_crime', '涉嫌犯罪', '是否涉嫌犯罪']
const DAMAGE_COLUMNS = ['damage', '生态环境损害', '是否造成生态环境损害']

/** The conditions of a clue as far as its own columns tell them, so that its evidence is asked for as it was assigned. */
export function conditionsOf(properties: ClueProperties): Partial<Question> {
  const accuracy = Number.parseFloat(textOf(properties, ACCURACY_COLUMNS) ?? '')
  return {
    at: dayIn(textOf(properties, DATE_COLUMNS)),
    filed: dayIn(textOf(properties, FILED_COLUMNS)),
    accuracyM: Number.isFinite(accuracy) && accuracy >= 0 ? accuracy : null,
    violationClass: textOf(properties, CLASS_COLUMNS),
    sensor: textOf(properties, SENSOR_COLUMNS),
    severity: textOf(properties, SEVERITY_COLUMNS),
    suspectedCrime: textOf(properties, CRIME_COLUMNS),
    damage: textOf(properties, DAMAGE_COLUMNS),
  }
}

/** The ISO day at the beginning of a date or a time. */
function dayIn(text: string | null): string | null {
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text ?? '') ?? []
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : null
}

function textOf(properties: ClueProperties, columns: readonly string[]): string | null {
  for (const column of columns) {
    const value = properties[column]
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}
