/**
 * Decides by the inline policies of a role: an explicit Deny wins, and without an Allow nothing is allowed.
 *
 * What is not modelled fails closed: conditions, `NotAction`, `NotResource`, variables, and whatever else a statement has.
 * An Allow with such a part never allows. A Deny with such a part denies wherever its other parts apply.
 */
import { arnMatches } from "../arns";

export type Decision = "allowed" | "explicitDeny" | "implicitDeny";

/** Whether a part of a statement applies to a request; unknown where the part is not understood. */
type Applies = boolean | "unknown";

const UNDERSTOOD = ["Sid", "Effect", "Action", "Resource"];

/** @param policies documents as JSON; @param action `dynamodb:GetItem`; @param resource an ARN */
export function decide(policies: Iterable<string>, action: string, resource: string): Decision {
  const statements = [...policies].flatMap(statementsOf);
  const applying = statements.map((statement) => ({ statement, applies: appliesTo(statement, action, resource) }));
  if (applying.some(({ statement, applies }) => isDeny(statement) && applies !== false)) return "explicitDeny";
  const allows = applying.some(
    ({ statement, applies }) => fieldsOf(statement)["Effect"] === "Allow" && applies === true,
  );
  return allows ? "allowed" : "implicitDeny";
}

function statementsOf(policy: string): readonly unknown[] {
  const { Statement } = JSON.parse(policy) as { Statement?: unknown };
  return Array.isArray(Statement) ? Statement : [Statement];
}

const fieldsOf = (statement: unknown): Readonly<Record<string, unknown>> =>
  typeof statement === "object" && statement !== null ? (statement as Readonly<Record<string, unknown>>) : {};

/** What is no Allow may be meant as a Deny. */
const isDeny = (statement: unknown) => fieldsOf(statement)["Effect"] !== "Allow";

function appliesTo(statement: unknown, action: string, resource: string): Applies {
  const fields = fieldsOf(statement);
  const parts: Applies[] = [
    listApplies(fields["Action"], (pattern) => actionApplies(pattern.toLowerCase(), action.toLowerCase())),
    listApplies(fields["Resource"], (pattern) => resourceApplies(pattern, resource)),
  ];
  if (Object.keys(fields).some((name) => !UNDERSTOOD.includes(name))) parts.push("unknown");
  if (parts.includes(false)) return false;
  return parts.includes("unknown") ? "unknown" : true;
}

/** A text or a list of texts; whatever else stands there is not understood. */
function listApplies(value: unknown, applies: (pattern: string) => Applies): Applies {
  const patterns = Array.isArray(value) ? (value as unknown[]) : [value];
  const each = patterns.map((pattern): Applies => (typeof pattern === "string" ? applies(pattern) : "unknown"));
  if (each.includes(true)) return true;
  return each.includes("unknown") ? "unknown" : false;
}

/** `*`, or a service's actions: the service is no pattern. */
function actionApplies(pattern: string, action: string): Applies {
  if (pattern === "*") return true;
  return /^[a-z0-9-]+:./.test(pattern) ? arnMatches(pattern, action) : "unknown";
}

/**
 * Whether a statement's resource is this one. It is `*`, or an ARN whose partition and service are no patterns. A variable
 * in it may stand for anything: that is not understood.
 */
function resourceApplies(pattern: string, resource: string): Applies {
  if (pattern === "*") return true;
  if (pattern.includes("${") || !/^arn:[^:*?]+:[^:*?]+:/.test(pattern)) return "unknown";
  return arnMatches(pattern, resource);
}
