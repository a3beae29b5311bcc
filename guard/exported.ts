/** The guard's settings from what `access requirements` has written: requirements, and what tokens are narrowed by. */
import { isRecord, resourceMetadataUrl } from "../model/routes";
import type { GuardOptions } from "./guard";
import { readRequirements, type AuthorizerSettings } from "./settings";

/** What only the place of use knows. */
export interface ExportedUse {
  readonly issuer: string;
  /** Client key → client id: the stack's output `clientIds`. Needed where tokens are narrowed. */
  readonly clientIds?: Readonly<Record<string, string>>;
  readonly allowInsecureIssuer?: boolean;
  /** The API's own address: challenges then lead to its metadata. */
  readonly resource?: string;
}

/**
 * Reads the export.
 *
 * @throws an error for a person where it is not one, or where the id of a client is missing.
 */
export function readExported(exported: unknown, use: ExportedUse): Pick<AuthorizerSettings, "guard" | "requirements"> {
  const { audience, requirements, narrowing } = isRecord(exported) ? exported : {};
  if (typeof audience !== "string" || !isRecord(requirements)) {
    throw new Error("the requirements must be the JSON of `access requirements`, with `audience` and `requirements`");
  }
  const { issuer, allowInsecureIssuer, resource } = use;
  const metadata = resource === undefined ? {} : { resourceMetadata: resourceMetadataUrl(resource) };
  return {
    guard: { issuer, audience, allowInsecureIssuer, ...metadata, ...narrowed(narrowing, use) },
    requirements: readRequirements(JSON.stringify(requirements)),
  };
}

type Narrowed = Pick<GuardOptions, "entitlements" | "entitlementClaim" | "exactClients">;

function narrowed(narrowing: unknown, { clientIds }: ExportedUse): Narrowed {
  if (narrowing === undefined) return {};
  const { entitlements, claims, exactClients } = isRecord(narrowing) ? narrowing : {};
  if (!isRecord(entitlements) || !Array.isArray(claims) || !Array.isArray(exactClients))
    throw new Error("`narrowing` of the requirements must have `entitlements`, `claims` and `exactClients`");
  const keys = exactClients as string[];
  const missing = keys.filter((key) => typeof clientIds?.[key] !== "string");
  if (missing.length > 0) {
    throw new Error(
      `tokens are narrowed here, for which the ids of other clients are needed: ${missing.map((key) => `\`${key}\``).join(", ")} (see the stack's output \`clientIds\`)`,
    );
  }
  return {
    entitlements: entitlements as unknown as GuardOptions["entitlements"],
    entitlementClaim: claims as string[],
    exactClients: keys.map((key) => clientIds![key]!),
  };
}
