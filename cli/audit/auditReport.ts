/** What an auditor asks of an access file, as plain data: who may do what, by which rule, for how long, and what proves it. */
import { accessMatrix, checkModel, type AccessMatrix, type RuleInWords, rulesInWords } from "../../model/ask";
import { compile, isDerived } from "../../model/compile";
import type { Access, HandlerFolders } from "../../model/file";
import type { Revision } from "./revision";

/** Plain data: the same as JSON. */
export interface AuditReport {
  readonly product: string;
  readonly audience: string;
  /** Null: the entries that exist in every stack. */
  readonly stack: string | null;
  readonly revision: Revision;
  readonly proof: {
    readonly holds: boolean;
    /** Rule entries that were proved symbolically. */
    readonly entries: number;
    /** Questions that were asked of file and plan one by one; 0 where there are too many. */
    readonly questions: number;
    readonly problems: readonly string[];
  };
  readonly findings: readonly { readonly level: string; readonly path: string; readonly message: string }[];
  readonly scopes: readonly {
    readonly name: string;
    readonly description: string;
    readonly sensitivity: string;
    readonly exposure: string;
    readonly tokenMinutes: number;
    readonly stepUp: { readonly acr: string; readonly maxAge: number } | null;
    readonly implies: readonly string[];
  }[];
  readonly clients: readonly {
    readonly key: string;
    readonly type: string;
    readonly exposure: string;
    readonly grants: readonly string[];
    readonly refreshTokens: boolean;
    readonly oktaApiScopes: readonly string[];
  }[];
  readonly derivedGroups: readonly { readonly name: string; readonly allOf: readonly string[] }[];
  readonly rules: readonly RuleInWords[];
  readonly claims: readonly {
    readonly name: string;
    readonly token: string;
    readonly value: string;
    /** Empty: in every token. */
    readonly scopes: readonly string[];
  }[];
  readonly matrix: AccessMatrix;
}

/** What is reported on. */
export interface Audited {
  /** The access file, unchecked, and its part for the stack. */
  readonly value: unknown;
  readonly access: Access;
  readonly stack: string | undefined;
  readonly handlers: HandlerFolders | undefined;
  readonly revision: Revision;
}

/** The same input gives the same report. */
export function auditReport({ value, access, stack, handlers, revision }: Audited): AuditReport {
  const { findings, proofs } = checkModel(value, { stack, handlers });
  const proof = proofs.find((one) => one.stack === stack);
  const plan = compile(access);
  return {
    product: access.product,
    audience: access.audience,
    stack: stack ?? null,
    revision,
    proof: {
      holds: proof !== undefined && proof.problems.length === 0,
      entries: proof?.entries ?? 0,
      questions: proof?.cases ?? 0,
      problems: proof?.problems ?? [],
    },
    findings: findings.map(({ level, path, message }) => ({ level, path, message })),
    scopes: [...access.scopes.values()].map((scope) => ({
      name: scope.name,
      description: scope.description,
      sensitivity: scope.sensitivity,
      exposure: scope.exposure,
      tokenMinutes: scope.tokenMinutes,
      stepUp: scope.stepUp ?? null,
      implies: scope.implies,
    })),
    clients: [...access.clients.values()].map((client) => ({
      key: client.key,
      type: client.type,
      exposure: client.exposure,
      grants: client.grants,
      refreshTokens: client.refreshTokens,
      oktaApiScopes: client.oktaApiScopes,
    })),
    derivedGroups: plan.groups.filter(isDerived).map(({ name, allOf }) => ({ name, allOf })),
    rules: rulesInWords(access, plan),
    claims: plan.claims.map(({ name, claimType, value: text, scopes }) => ({
      name,
      token: claimType === "RESOURCE" ? "access" : "id",
      value: text,
      scopes,
    })),
    matrix: accessMatrix(access),
  };
}
