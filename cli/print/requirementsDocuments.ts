/** What an API asks for, as documents that others read: OpenAPI 3.1, and the metadata of RFC 9728. */
import { pathsOf, publicOperation, type Json } from "../../components/aws/rest/openApi";
import type { Access, Api } from "../../model/file";
import {
  type ExportedRequirements,
  isPublicRoute,
  type ScopeRequirement,
  protectedResourceMetadata,
} from "../../model/routes";
import { json, UsageError } from "../io";

/** An API, what it asks for, and who issues its tokens where that is known. */
export interface Exported {
  readonly access: Access;
  readonly api: Api;
  readonly requirements: ExportedRequirements;
  readonly issuer: string | undefined;
  /** The API's own address, where that is known. */
  readonly resource?: string;
}

const SCHEME = "okta";

/**
 * An OpenAPI document for gateways and tools that read `security`.
 *
 * One of several entries of `security` is enough, and all scopes in one entry are needed. Groups and step-up have no words in
 * OpenAPI: they stand in extensions, and a gateway that does not know these lets more through than the guard does.
 */
export function requirementsOpenApi({ access, api, requirements, issuer }: Exported): Json {
  const reasons = new Map(
    api.routes.flatMap(({ key, access: own }) => (own.kind === "public" ? [[key, own.reason] as const] : [])),
  );
  return {
    openapi: "3.1.0",
    info: {
      title: `${access.product}: ${api.key}`,
      version: "1",
      description: `Tokens are for \`${access.audience}\`.`,
    },
    paths: pathsOf(Object.keys(requirements.requirements), (key) => operation(requirements, key, reasons.get(key))),
    components: { securitySchemes: { [SCHEME]: scheme(issuer) } },
  };
}

function operation({ requirements }: ExportedRequirements, key: string, reason: string | undefined): Json {
  const responses = { default: { description: "What the backend answers" } };
  const requirement = requirements[key]!;
  if (isPublicRoute(requirement)) return { ...publicOperation(reason ?? ""), responses };
  const { scopes, groups, groupsClaim, stepUp } = requirement;
  return {
    security: scopes === undefined ? [{ [SCHEME]: [] }] : securityOf(scopes),
    ...(stepUp && { "x-step-up": { acr_values: stepUp.acr, max_age: stepUp.maxAge } }),
    ...(groups !== undefined && { "x-groups": { claim: groupsClaim, any: groups } }),
    responses: {
      ...responses,
      401: { description: "No token, no good one, or a sign-in that is too weak or too old" },
      403: { description: "A token that may not do this" },
    },
  };
}

function securityOf(scopes: ScopeRequirement): Json[] {
  return "any" in scopes ? scopes.any.map((scope) => ({ [SCHEME]: [scope] })) : [{ [SCHEME]: [...scopes.all] }];
}

function scheme(issuer: string | undefined): Json {
  if (issuer === undefined) return { type: "http", scheme: "bearer", bearerFormat: "JWT" };
  return { type: "openIdConnect", openIdConnectUrl: `${issuer}/.well-known/openid-configuration` };
}

/**
 * The metadata, to be put where the API's domain is served.
 *
 * @throws UsageError without the issuer or the API's address, and where that is none
 */
export function requirementsMetadata({ requirements, issuer, resource }: Exported): string {
  if (issuer === undefined || resource === undefined)
    throw new UsageError("`--format metadata` needs `--issuer URL` and `--resource URL`: the API's own address");
  try {
    return json(
      protectedResourceMetadata({ resource, issuer, requirements: Object.values(requirements.requirements) }),
    );
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
