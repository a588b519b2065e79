import { computed, reactive, ref, shallowRef } from 'vue'
import { assign, download, type AssignOptions } from '../api/assign'
import type { Assignment, DownloadFormat } from '../api/contract'
import { ApiError } from '../api/error'
import { boundsToShow, filterRows, rowsOf, type ClueFilter, type ClueRow } from '../domain/batch'
import { pickFile } from '../domain/files'
import { locale, t } from '../i18n'
import { saveFile } from './saveFile'
import { dismiss, isAbort, report } from './problem'
import { fit, goTo, panel, visibility } from './view'

export type Phase = 'idle' | 'sending' | 'computing'

interface Result {
  file: File
  options: AssignOptions
  assignment: Assignment
  rows: ClueRow[]
}

/** The file the user gave last and what became of it. */
export const result = shallowRef<Result | null>(null)
export const phase = ref<Phase>('idle')
export const sentShare = ref(0)
/** The file being assigned, shown while it runs. */
export const running = shallowRef<File | null>(null)
/** A file that waits for the user to say its coordinate system. */
export const undeclared = shallowRef<{ file: File; options: AssignOptions; again: boolean } | null>(null)
export const downloading = ref<DownloadFormat | null>(null)

export const filter = reactive<ClueFilter>({ status: null, warning: null, countyCode: null })
export const selected = shallowRef<ClueRow | null>(null)

export const shownRows = computed(() => filterRows(result.value?.rows ?? [], filter))
export const invalidRows = computed(() => (result.value?.rows ?? []).filter((row) => row.status === 'invalid'))

const BY_THE_FILE: AssignOptions = { crs: null, accuracyM: null }

let transfer: AbortController | null = null

export function takeFiles(files: readonly File[]): void {
  const pick = pickFile(files)
  if (pick.kind === 'file') {
    void assignFile(pick.file, BY_THE_FILE)
    return
  }
  const key = { none: 'upload.none', several: 'upload.several', 'loose-shapefile': 'upload.loose_shapefile' } as const
  report(() => t(key[pick.problem]))
}

export async function assignFile(file: File, options: AssignOptions): Promise<void> {
  transfer?.abort()
  const current = new AbortController()
  transfer = current
  undeclared.value = null
  dismiss()
  running.value = file
  phase.value = 'sending'
  sentShare.value = 0
  try {
    const assignment = await assign(file, options, {
      lang: locale.value,
      signal: current.signal,
      onProgress: (share) => {
        sentShare.value = share
        if (share >= 1) phase.value = 'computing'
      },
    })
    show({ file, options, assignment, rows: rowsOf(assignment) })
  } catch (error) {
    if (isAbort(error)) return
    if (error instanceof ApiError && error.code === 'crs_undeclared') {
      undeclared.value = { file, options, again: false }
    } else {
      report(error, () => void assignFile(file, options))
    }
  } finally {
    if (transfer === current) {
      transfer = null
      running.value = null
      phase.value = 'idle'
    }
  }
}

function show(next: Result): void {
  result.value = next
  selected.value = null
  clearFilter()
  panel.value = 'batch'
  // The user's clues are the ones to look at now; the server's can be switched on again.
  visibility.clues = false
  visibility.batch = true
  const bounds = boundsToShow(next.rows)
  // One clue alone, seen from close up, would lie on an empty sheet.
  if (bounds) fit(bounds, 11)
}

export function clearFilter(): void {
  Object.assign(filter, { status: null, warning: null, countyCode: null } satisfies ClueFilter)
}

export function cancelAssign(): void {
  transfer?.abort()
}

/** Opens the question for the coordinate system again, for a result that looks wrong. */
export function reconsiderCrs(): void {
  if (result.value) undeclared.value = { file: result.value.file, options: result.value.options, again: true }
}

/** Chosen in the table: the map goes there. */
export function selectClue(row: ClueRow | null): void {
  selected.value = row
  if (row?.place) goTo(row.place, 10)
}

/** Chosen on the map, where it is in sight already. */
export function selectRow(row: number): void {
  selected.value = result.value?.rows[row - 1] ?? null
  panel.value = 'batch'
}

export function discardBatch(): void {
  result.value = null
  selected.value = null
  visibility.clues = true
  if (panel.value === 'batch') panel.value = null
}

export async function downloadResult(format: DownloadFormat): Promise<void> {
  if (!result.value || downloading.value) return
  const { file, options } = result.value
  downloading.value = format
  dismiss()
  try {
    const { name, body } = await download(file, options, format, {
      lang: locale.value,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    })
    saveFile(name, body)
  } catch (error) {
    report(error, () => void downloadResult(format))
  } finally {
    downloading.value = null
  }
}
