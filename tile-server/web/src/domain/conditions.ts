import type { Question } from '../api/explain'
import type { Assignment, ClueProperties, Explanation, ReadAs } from '../api/contract'

/** The conditions of a clue of the user's file, from the columns that the server read them from. */
export function conditionsOf(properties: ClueProperties, columns: Assignment['source']['columns']): Partial<Question> {
  const said = (of: ReadAs): string | null => textOf(properties, columns[of])
  const accuracy = Number.parseFloat(said('accuracy') ?? '')
  return {
    at: dayIn(said('occurred')),
    filed: dayIn(said('filed')),
    accuracyM: Number.isFinite(accuracy) && accuracy >= 0 ? accuracy : null,
    violationClass: said('class'),
    sensor: said('sensor'),
    severity: said('severity'),
    suspectedCrime: said('suspected_crime'),
    damage: said('damage'),
    county: said('county'),
  }
}

/** What was asked, as the server understood it: a clue's row becomes conditions that can be changed. */
export function questionOf({ input }: Explanation): Question {
  return {
    lon: input.lon,
    lat: input.lat,
    at: input.at,
    filed: input.filed,
    // The radius of the sensor goes with the sensor.
    accuracyM: input.accuracy_from === 'sensor' ? null : input.accuracy_m,
    violationClass: input.class,
    sensor: input.sensor,
    severity: input.severity,
    suspectedCrime: input.suspected_crime,
    damage: input.damage,
    county: input.county,
  }
}

/** The ISO day at the beginning of a date or a time. */
function dayIn(text: string | null): string | null {
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/.exec(text ?? '') ?? []
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : null
}

function textOf(properties: ClueProperties, column: string | undefined): string | null {
  const value = column === undefined ? null : properties[column]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
