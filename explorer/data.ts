/** What a page of the explorer is made from: plain data, which stands in the page as JSON. */

/** An access file, unchecked, and what to call it. */
export interface ExploredFile {
  readonly source: string;
  readonly value: unknown;
}

/** What only a page has that the local cloud serves. */
export interface LiveData {
  /** Key of a client → its type and whether people sign in to it. */
  readonly clients: Readonly<Record<string, { readonly hasUsers: boolean }>>;
  /** Key of a person → login. */
  readonly personas: Readonly<Record<string, string>>;
  /** Key of an API → its address, for people to read. */
  readonly apis: Readonly<Record<string, string>>;
  /** Where the demo application is; absent where the product has not the routes for it. */
  readonly demoUrl?: string;
}

export interface ExplorerData {
  readonly file: ExploredFile;
  /** The stack whose entries count; absent: those that exist in every stack. */
  readonly stack?: string;
  /** Declared people: name → keys of their groups. */
  readonly people: Readonly<Record<string, readonly string[]>>;
  /** What the file is compared with: an earlier revision. Its value is absent where there was no file. */
  readonly base?: { readonly source: string; readonly value?: unknown };
  /** Absent in an exported page. */
  readonly live?: LiveData;
}

/** The element that holds the data. */
export const DATA_ID = "explorer-data";
