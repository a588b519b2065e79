import type { Question } from '../api/explain'
import type { ClueProperties } from '../api/contract'

const DATE_COLUMNS = ['occurred', '发现时间', '发生时间', '日期', 'date']
const ACCURACY_COLUMNS = ['accuracy_m', 'accuracy', '精度', '定位精度', '精度(米)', '精度（米）']
const CLASS_COLUMNS = ['class', '问题类别', '类别']

/** The conditions of a clue as far as its own columns tell them, so that its evidence is asked for as it was assigned. */
export function conditionsOf(properties: ClueProperties): Partial<Question> {
  const at = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(textOf(properties, DATE_COLUMNS) ?? '')
  const accuracy = Number.parseFloat(textOf(properties, ACCURACY_COLUMNS) ?? '')
  return {
    at: at ? `${at[1] ?? ''}-${(at[2] ?? '').padStart(2, '0')}-${(at[3] ?? '').padStart(2, '0')}` : null,
    accuracyM: Number.isFinite(accuracy) && accuracy >= 0 ? accuracy : null,
    violationClass: textOf(properties, CLASS_COLUMNS),
  }
}

function textOf(properties: ClueProperties, columns: readonly string[]): string | null {
  for (const column of columns) {
    const value = properties[column]
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value.trim() !== '') return value.trim()
  }
  return null
}
