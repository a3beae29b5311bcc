/** What the page and the local cloud say to each other about a try-out: both sides read it here. */

/** Where the page asks, below its own address. */
export const TRY_PATH = "/try";

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
