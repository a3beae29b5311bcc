/** How a document is read: what is wrong with it is collected, as API Gateway says all of it at once. */
import { badRequest, notModelled } from "../awsError";

export type Node = Readonly<Record<string, unknown>>;

/** What an import has found out so far. */
export class Findings {
  readonly errors: string[] = [];
  /** What API Gateway leaves out and goes on, unless it is to fail on warnings. */
  readonly warnings: string[] = [];

  /** @throws what API Gateway would answer. */
  settle(failOnWarnings: boolean): void {
    const [kind, found] = this.errors.length > 0 ? ["Errors", this.errors] : ["Warnings", this.warnings];
    if (found.length === 0 || (kind === "Warnings" && !failOnWarnings)) return;
    throw badRequest(`${kind} found during import:\n${found.map((one) => `\t${one}`).join("\n")}`);
  }

  /** Reads something; what is wrong with it becomes an error that begins with `what`. */
  attempt<T>(what: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.errors.push(`${what}: ${error.message}`);
      return undefined;
    }
  }
}

/** Something in the document that API Gateway refuses. */
export class Refused extends Error {}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object under a name, or an empty one where there is nothing. */
export function nodeAt(parent: Node, name: string): Node {
  const value = parent[name] ?? {};
  if (!isNode(value)) throw new Refused(`attribute ${name} is not of type \`object\``);
  return value;
}

/** Text → text, of the object under a name. */
export function textsAt(parent: Node, name: string): Record<string, string> {
  const entries = Object.entries(nodeAt(parent, name));
  const wrong = entries.find(([, value]) => typeof value !== "string");
  if (wrong !== undefined) throw new Refused(`attribute ${name}.${wrong[0]} is not of type \`string\``);
  return Object.fromEntries(entries) as Record<string, string>;
}

const EXTENSION = /^x-amazon-apigateway-/;

/** Those of REST APIs that stand in a document, wherever they stand. Source: developer guide, "OpenAPI extensions for API Gateway". */
const KNOWN = [
  "any-method",
  "api-key-source",
  "auth",
  "authorizer",
  "authtype",
  "binary-media-types",
  "documentation",
  "endpoint-configuration",
  "gateway-responses",
  "importexport-version",
  "integration",
  "minimum-compression-size",
  "policy",
  "put-integration-method",
  "request-validator",
  "request-validators",
  "tag-value",
];

/**
 * Looks at the names of one object: plain ones must be among `plain`, extensions of API Gateway among `extensions`. An
 * extension that API Gateway has and this account does not is refused by its name. One that API Gateway does not have either
 * is an error; that AWS refuses it too is inferred. Extensions of others are passed over.
 */
export function checkNames(
  findings: Findings,
  node: Node,
  where: string,
  { plain, extensions }: { plain: readonly string[]; extensions: readonly string[] },
): void {
  const at = (name: string) => (where === "" ? name : `${where}.${name}`);
  for (const name of Object.keys(node)) {
    if (EXTENSION.test(name)) {
      const extension = name.replace(EXTENSION, "");
      if (extensions.includes(extension)) continue;
      if (KNOWN.includes(extension)) throw notModelled(`the extension \`${name}\` at \`${where || "the root"}\``);
      findings.errors.push(`Parse issue: attribute ${at(name)} is no extension of API Gateway`);
    } else if (!name.startsWith("x-") && !plain.includes(name)) {
      findings.warnings.push(`Parse issue: attribute ${at(name)} is unexpected`);
    }
  }
}
