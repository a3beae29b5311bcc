/** What the document of a REST API opens: each operation has an authorizer, or says why anybody may call it. */

type Node = Readonly<Record<string, unknown>>;

/** How an operation says that it is public: its `description` begins so, and the reason follows. */
const PUBLIC = /^public: \S/;

const OPEN = "has no `security`: name an authorizer, or say why it is open with the `description` `public: <reason>`";
const BOTH = "says that it is public and has `security`: remove one of the two";
const NO_SCHEME = (name: string) => `names the security scheme \`${name}\`, which the document does not have`;
const UNFIT = (name: string) =>
  `names the security scheme \`${name}\`, which has no authorizer of API Gateway: anybody could call it`;
const UNREADABLE = "has a document that cannot be read here: write it as JSON, with `paths`";

/** Members of a path that are no operations. */
const NO_OPERATIONS = ["summary", "description", "parameters", "servers", "$ref"];

/** One sentence for each operation that is open without a reason, without its subject. What cannot be judged is a problem. */
export function documentProblems(text: unknown): string[] {
  const document = parsed(text);
  const paths = document?.["paths"];
  if (document === undefined || !isNode(paths)) return [` ${UNREADABLE}`];
  return Object.entries(paths).flatMap(([path, item]) => {
    if (!isNode(item) || "$ref" in item) return [`: the path \`${path}\` cannot be judged: write its operations out`];
    return Object.entries(item)
      .filter(([name]) => !NO_OPERATIONS.includes(name) && (!name.startsWith("x-") || name === ANY))
      .flatMap(([name, operation]) => {
        const key = `${name === ANY ? "ANY" : name.toUpperCase()} ${path}`;
        return operationProblems(document, operation).map((problem) => `: the operation \`${key}\` ${problem}`);
      });
  });
}

const ANY = "x-amazon-apigateway-any-method";

/** The authorizers' addresses in a document, each once. */
export function authorizerUris(text: unknown): unknown[] {
  const document = parsed(text);
  const uris = Object.values(schemesOf(document ?? {})).flatMap((scheme) => {
    const authorizer = isNode(scheme) ? scheme["x-amazon-apigateway-authorizer"] : undefined;
    return isNode(authorizer) ? [authorizer["authorizerUri"]] : [];
  });
  return [...new Set(uris)];
}

function operationProblems(document: Node, operation: unknown): string[] {
  if (!isNode(operation)) return ["cannot be judged"];
  // An own list stands in the place of the document's.
  const requirements = operation["security"] ?? document["security"] ?? [];
  const names = Array.isArray(requirements) ? requirements.flatMap((one) => (isNode(one) ? Object.keys(one) : [])) : [];
  const saysPublic = PUBLIC.test(String(operation["description"] ?? ""));
  if (names.length === 0) return saysPublic && !hasEmptyChoice(requirements) ? [] : [OPEN];
  if (saysPublic) return [BOTH];
  if (hasEmptyChoice(requirements)) return [OPEN];
  return names.flatMap((name) => schemeProblem(schemesOf(document)[name], name) ?? []);
}

/** `{}` among the requirements: OpenAPI then asks for nothing. */
function hasEmptyChoice(requirements: unknown): boolean {
  return Array.isArray(requirements) && requirements.some((one) => !isNode(one) || Object.keys(one).length === 0);
}

function schemeProblem(scheme: unknown, name: string): string | undefined {
  if (!isNode(scheme)) return NO_SCHEME(name);
  return isNode(scheme["x-amazon-apigateway-authorizer"]) ? undefined : UNFIT(name);
}

function schemesOf(document: Node): Node {
  const components = document["components"];
  const schemes = isNode(components) ? components["securitySchemes"] : document["securityDefinitions"];
  return isNode(schemes) ? schemes : {};
}

function parsed(text: unknown): Node | undefined {
  if (isNode(text)) return text;
  try {
    const document: unknown = JSON.parse(String(text));
    return isNode(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
