/** Evaluates an IAM policy on `execute-api:Invoke`: a resource policy, or an authorizer's answer. */
import { arnMatches } from "../../arns";

export interface Invoke {
  /** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`. */
  readonly arn: string;
  /** IPv4. */
  readonly sourceIp: string;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** `none`: nothing in it is about the request, which is as good as a deny. */
export type Verdict = "allow" | "deny" | "none";

/** Throws where the document is no policy, or says what is not modelled here. */
export function evaluatePolicy(document: unknown, invoke: Invoke): Verdict {
  const { Version, Statement: given } = (document ?? {}) as { Version?: unknown; Statement?: unknown };
  if (Version !== "2012-10-17" || given === undefined) throw new Error("the policy document is not valid");
  const statements = (Array.isArray(given) ? given : [given]) as Statement[];
  const effects = statements.filter((one) => applies(one, invoke)).map(({ Effect }) => Effect);
  if (effects.some((effect) => effect !== "Allow" && effect !== "Deny")) throw new Error("a statement has no effect");
  if (effects.includes("Deny")) return "deny";
  return effects.includes("Allow") ? "allow" : "none";
}

function applies({ Action, Resource, Condition = {} }: Statement, invoke: Invoke): boolean {
  const actions = list(Action);
  const resources = list(Resource);
  if (actions.length === 0 || resources.length === 0) throw new Error("a statement lacks an action or a resource");
  const prefix = invoke.arn.split("/")[0]!;
  return (
    actions.some((action) => arnMatches(action.toLowerCase(), "execute-api:invoke")) &&
    // In a resource policy the API's own ARN may be left out.
    resources.some((resource) => arnMatches(resource.replace(/^execute-api:\//, `${prefix}/`), invoke.arn)) &&
    Object.entries(Condition as object).every(([operator, keys]) => holds(operator, keys as object, invoke))
  );
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

/** The local gateway has no TLS: what asks for it counts as satisfied. */
function holds(operator: string, keys: object, { sourceIp }: Invoke): boolean {
  return Object.entries(keys).every(([key, given]) => {
    const values = list(given);
    if (operator === "Bool" && key === "aws:SecureTransport") return values.includes("true");
    if (operator === "IpAddress" && key === "aws:SourceIp") return values.some((cidr) => inCidr(sourceIp, cidr));
    if (operator === "NotIpAddress" && key === "aws:SourceIp") return !values.some((cidr) => inCidr(sourceIp, cidr));
    throw new Error(`the local gateway does not model the condition \`${operator}\` on \`${key}\``);
  });
}

/** IPv4 alone; an address of another form is in no range. */
export function inCidr(address: string, cidr: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const [a, b] = [numberOf(address.replace(/^::ffff:/, "")), numberOf(base)];
  if (a === undefined || b === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(a / size) === Math.floor(b / size);
}

function numberOf(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
