/** What a start can be told. */
import type { EngineChoice } from "./apply";

export interface StartOptions {
  /** What the explorer compares the access file with: an earlier revision, unchecked. */
  readonly base?: { readonly source: string; readonly value?: unknown };
  /** Of the explorer. @default 7173, and any free one where that is taken */
  readonly explorerPort?: number;
  /** Try the result through a real OAuth client and the gateway, then end. */
  readonly check?: boolean;
  /** What applies the stack. */
  readonly engine: EngineChoice;
  /** Answer at the redirect URIs of the local stack, where nothing else listens. @default true */
  readonly pages?: boolean;
  /** @default 7171, with `check` any free one */
  readonly oktaPort?: number;
  /** @default 7172, with `check` any free one */
  readonly awsPort?: number;
  /** The local Okta and the local AWS speak TLS. */
  readonly https?: boolean;
  /** Where others reach the local Okta, if something in front of it ends TLS. */
  readonly publicUrl?: string;
}

export const DEFAULT_OKTA_PORT = 7171;
export const DEFAULT_AWS_PORT = 7172;
export const DEFAULT_EXPLORER_PORT = 7173;
