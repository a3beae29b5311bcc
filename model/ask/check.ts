/**
 * Everything that can be found in an access file without an Okta org: mistakes, scope names, what is hard to find out from
 * outside, and the proof of its plan.
 */
import type { Access, Api } from "../file/access";
import { compile } from "../compile/compile";
import { AccessError, sortFindings, type Finding, note } from "../findings";
import { checkAccess, type LoadOptions } from "../file/load";
import { prove, type Proof } from "../prove/prove";
import { discoverableApi, metadataPlace, METADATA_PATH, scopesSupported } from "../routes";
import { tokenSizeFindings } from "./tokenSize";
import { scopeNameFindings } from "../file/scopeNames/lint";

/** The proof for one stack. */
export interface StackProof extends Proof {
  /** Undefined: the entries that exist in every stack. */
  readonly stack: string | undefined;
  /** Each is one of the group rules of an org. */
  readonly derivedGroups: number;
  /** How many the file allows. */
  readonly derivedGroupsMax: number;
}

/** What was found, and what was proved. */
export interface CheckReport {
  readonly findings: readonly Finding[];
  /** None where the file itself is wrong. */
  readonly proofs: readonly StackProof[];
}

/** Checks a file for one stack, or, where none is named, for each stack that it mentions and for all others. */
export function checkModel(value: unknown, { stack, handlers }: Omit<LoadOptions, "source"> = {}): CheckReport {
  const stacks = stack === undefined ? [undefined, ...stacksOf(value)] : [stack];
  const reports = stacks.map((name) => checkStack(value, { stack: name, handlers }));
  return {
    findings: sortFindings(distinct(reports.flatMap(({ findings }) => findings))),
    proofs: reports.flatMap(({ proofs }) => proofs),
  };
}

function checkStack(value: unknown, options: LoadOptions): CheckReport {
  const { access, findings } = checkAccess(value, options);
  if (!access) return { findings, proofs: [] };
  const proved = proveCompiled(access);
  return {
    findings: [
      ...findings,
      ...scopeNameFindings(access),
      ...tokenSizeFindings(access),
      ...metadataNotes(access),
      ...proved.findings,
    ],
    proofs: proved.proof ? [{ stack: options.stack, ...proved.proof }] : [],
  };
}

type CountedProof = Omit<StackProof, "stack">;

function proveCompiled(access: Access): { findings: readonly Finding[]; proof?: CountedProof } {
  try {
    const plan = compile(access);
    const derivedGroupsMax = access.combinations.limit;
    const proof = { ...prove(access, plan), derivedGroups: plan.groupRules.length, derivedGroupsMax };
    const findings = proof.problems.map((message): Finding => ({ rule: "proof", level: "error", path: "", message }));
    return { findings, proof };
  } catch (error) {
    if (error instanceof AccessError) return { findings: error.findings };
    throw error;
  }
}

/** The stacks that entries name, in the order of the file. The value may be anything. */
export function stacksOf(value: unknown): string[] {
  const entries = ["scopes", "groups", "clients"].flatMap((root) =>
    Object.values(Object(Object(value)[root]) as object),
  );
  const stacks = entries.flatMap((entry: unknown) => {
    const named: unknown = Object(entry).stacks;
    return Array.isArray(named) ? named.filter((name): name is string => typeof name === "string") : [];
  });
  return [...new Set(stacks)];
}

/** The same mistake in several stacks is one mistake. */
export function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/**
 * What keeps programs from finding out by themselves what an API asks for (RFC 9728). One note at most for each API: it
 * answers no metadata, or its refusals do not lead to it.
 */
function metadataNotes(access: Access): Finding[] {
  return [...access.apis.values()].flatMap((api) => {
    const said = metadataSentence(access, api);
    return said === undefined ? [] : [note("api-metadata", ["apis", api.key], said)];
  });
}

function metadataSentence(access: Access, api: Api): string | undefined {
  const asked = discoverableApi(access, api);
  const { answers, because } = metadataPlace(asked);
  if (because !== undefined) {
    return `does not answer what it asks for (RFC 9728): ${because}; \`access requirements ${api.key} --format metadata\` prints the document, to be put where its name is served`;
  }
  if (!answers) return undefined;
  if (api.profile !== "rest") {
    return `says in no 401 of its gateway where its metadata is, and which scopes a route needs: a program finds them at \`${METADATA_PATH}\` alone, and asks for all of its scopes at once, which Okta gives to whoever is entitled to all; profile \`rest\` with a \`domain\` says where`;
  }
  return scopesSupported(asked.requirements).length < 2
    ? undefined
    : "says in its 401 for a request without a token where its metadata is, and not which scopes the route needs: a program asks for all of its scopes at once, which Okta gives to whoever is entitled to all";
}
