/** The last requests, for a person who looks for what happened: method, path, status, duration, and nothing secret. */

export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  /** Without the query: a query may hold codes and tokens. */
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Client, person, grant type, error: what the endpoint found worth saying. */
  readonly note: Readonly<Record<string, string>>;
}

/** Older requests are forgotten. */
export const LOG_LENGTH = 500;

/** Keeps the last requests, and tells each to `print`. */
export class RequestLog {
  private readonly entries: LoggedRequest[] = [];

  constructor(private readonly print?: (line: string) => void) {}

  add(request: LoggedRequest): void {
    const entry = { ...request, path: withoutToken(request.path) };
    this.entries.push(entry);
    if (this.entries.length > LOG_LENGTH * 2) this.entries.splice(0, LOG_LENGTH);
    this.print?.(toLine(entry));
  }

  /** Newest first, with the time as ISO 8601. */
  list(): object[] {
    const kept = this.entries.slice(-LOG_LENGTH).reverse();
    return kept.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() }));
  }
}

/** The only paths that hold something secret: whoever has such a link becomes that user. */
function withoutToken(path: string): string {
  return path.replace(/^\/(welcome|signin\/reset-password)\/.*/, "/$1/{token}");
}

function toLine({ method, path, status, milliseconds, note }: LoggedRequest): string {
  const notes = Object.entries(note).map(([key, value]) => ` ${key}=${value}`);
  return `${method} ${path} ${status} ${milliseconds.toFixed(0)}ms${notes.join("")}`;
}
