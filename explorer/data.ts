/** What a page of the explorer is told, and what it and the local cloud agree on. */
import type { ClientTable } from "../model/routes";

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

/** What a page is made from: plain data, which stands in the page as JSON. */
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

/** Where the page asks for a try-out, below its own address. */
export const TRY_PATH = "/try";

/** What the page asks for a try-out. */
export interface TryQuestion {
  /** Key of a person; absent: the client itself. */
  readonly person?: string;
  readonly client: string;
  readonly scopes: readonly string[];
  readonly acr?: string;
  /** Seconds. */
  readonly maxAge?: number;
  /** What to call with the token. */
  readonly call?: { readonly api: string; readonly method: string; readonly path: string; readonly body?: string };
}

/** What came of a try-out. */
export interface TryAnswer {
  /** What the client sent to the authorization server, parameter by parameter. */
  readonly request: readonly (readonly [name: string, value: string])[];
  /** Header and claims, as `access token --decode` prints them; absent where none was given. */
  readonly token?: object;
  readonly refused?: { readonly error: string; readonly description: string };
  /** What the gateway answered to the call. */
  readonly answer?: {
    readonly called: string;
    readonly status: number;
    readonly challenge: string | null;
    readonly body: string;
  };
  /** The question could not be asked. */
  readonly wrong?: string;
}

/** What the demo application is told of the stack that runs. */
export interface DemoData {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** As `access client` writes it. */
  readonly table: ClientTable;
  /** Key of the API with the two routes. */
  readonly api: string;
  /** Below the page's own address: the API, which answers no page of another origin. */
  readonly apiPath: string;
  readonly signOutPath: string;
}

/** What the demo calls. A product without both has no demo. */
export const DEMO_ROUTES = { list: "GET /users", deactivate: "POST /users/{id}/deactivate" } as const;

/** How the `state` of a sign-in begins that the demo has begun: its answer belongs to the demo. */
export const DEMO_STATE = "demo.";
