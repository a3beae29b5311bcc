/** Which revision of a product a report is about: by content, and by commit where there is one. */
import { createHash } from "node:crypto";
import path from "node:path";
import { standingOf } from "../revisions/git";

export interface Revision {
  /** SHA-256 of the access file's value as JSON with sorted keys: the same for files that mean the same. */
  readonly contentHash: string;
  /** The commit of the working folder; null where there is none. */
  readonly commit: string | null;
  /** Whether the folder of the access file holds changes that no commit has. */
  readonly changed: boolean;
  /** The time of the commit, ISO 8601; null where there is none: the same input gives the same report. */
  readonly time: string | null;
}

/** The revision of an access file. */
export function revisionOf(file: string, value: unknown): Revision {
  const { commit, time, isChanged } = standingOf(path.dirname(path.resolve(file)));
  return {
    contentHash: createHash("sha256").update(canonical(value)).digest("hex"),
    commit: commit ?? null,
    changed: isChanged,
    time: time === undefined ? null : new Date(time).toISOString(),
  };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(",")}}`;
}
