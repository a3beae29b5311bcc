/** The stack's settings: read once from `Pulumi.<stack>.yaml`, checked all at once, handed down as plain typed values. */
import type { ProviderArgs as AwsProviderArgs } from "@pulumi/aws/provider";
import type { ProviderArgs as OktaProviderArgs } from "@pulumi/okta/provider";
import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import { z } from "zod";
import { domainNameProblem, domainProblems, tagsProblem } from "../../../model/routes";
import { backendFindings, readableBackends } from "./backends";
import { clientIdsSchema, clientKeysAt, clientsSchema, type ClientSettings } from "./clients";
import { flag, judged, missingOr, oneOf, structured, text } from "./fields";
import { gatewayKeysAt, gatewaySettings, type GatewaySettings } from "./gateways";
import { oktaFindings } from "./oktaCredentials";
import { awsSettings, oktaSettings } from "./providerSettings";
import {
  declaredParts,
  sharedServerFindings,
  sharedServerKeys,
  sharedServerSettings,
  type DeclaredParts,
  type PolicyPriorities,
  type SharedServer,
} from "./sharedServer";
import { type Access, zodFindings } from "../../../model/file";
import { AccessError, compare, sortFindings, type Finding } from "../../../model/findings";

/** What the rest of the program reads. */
export interface Settings {
  /** The Okta provider's own settings; undefined where the stack has nothing in Okta. */
  readonly okta: OktaProviderArgs | undefined;
  /** The AWS provider's own settings; undefined where the stack has nothing in AWS. */
  readonly aws: AwsProviderArgs | undefined;
  /** The org's address, without a slash at the end; undefined where the stack has nothing in Okta and does not say. */
  readonly orgUrl: string | undefined;
  /** Whether Okta is one on this machine that speaks plain `http:`. */
  readonly insecureOkta: boolean;
  /** Whether unique names end in the stack's name: stacks can then share an org and an account. */
  readonly namesCarryStack: boolean;
  /** Whose address the issuers of the authorization server and the applications have, in Okta's words. */
  readonly issuerMode: IssuerMode;
  /** The address of the org's own domain, such as `https://login.example.com`; undefined where it has none. */
  readonly orgDomain: string | undefined;
  /** The authorization server of another stack; undefined where this stack makes one. */
  readonly authorizationServer: SharedServer | undefined;
  /** Where the policies of this stack stand among those of others; undefined where it has the server for itself. */
  readonly policyPriorities: PolicyPriorities | undefined;
  /** Whether the stack makes the trusted origins of its browser clients, or leaves them to whoever has them. */
  readonly trustedOrigins: "create" | "leave";
  /** Client key → the client's addresses and keys in this stack. */
  readonly clients: Readonly<Record<string, ClientSettings>>;
  /** What the stack says of its gateways. */
  readonly gateways: GatewaySettings;
  readonly logs: { readonly retentionDays: number; readonly kmsKeyArn?: string; readonly groupPrefix?: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** Where values come from, and what they are checked against. */
export interface SettingsSource {
  /** The file, for messages: `Pulumi.dev.yaml`. */
  readonly file: string;
  /** The access file, as it is in this stack. */
  readonly access: Access;
  /** The keys whose values are encrypted in the file. */
  readonly secretKeys: ReadonlySet<string>;
}

/** Okta's words. Source: Okta's authorization server API. */
const ISSUER_MODES = ["ORG_URL", "CUSTOM_URL", "DYNAMIC"] as const;

/** Whose address an issuer has: the org's, that of a domain of one's own, or the one by which it was called. */
export type IssuerMode = (typeof ISSUER_MODES)[number];

const TRUSTED_ORIGINS = ["create", "leave"] as const;

/** The project's own namespace. */
const PROJECT = "okta-api-access";

/** Days for which CloudWatch Logs can keep a log. Source: CloudWatch Logs, PutRetentionPolicy. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const RETENTION = `must be one of the numbers of days that CloudWatch Logs takes: ${RETENTION_DAYS.join(", ")}`;
const PROVIDERS_OFF = 'must be `["*"]`: every resource names the provider that it belongs to';

/** A local Okta answers at `localhost` as well, with its port. */
const orgDomainProblem = (domain: string) =>
  /^localhost:\d{1,5}$/.test(domain) || domainNameProblem(domain) === undefined
    ? undefined
    : "must be the org's own domain, such as `login.example.com`";

const isAll = (providers: readonly unknown[]) => providers.length === 1 && providers[0] === "*";

const logsSchema = z.strictObject(
  {
    retentionDays: z
      .number({ error: missingOr(RETENTION) })
      .refine((days) => RETENTION_DAYS.includes(days), { error: RETENTION }),
    groupPrefix: text(
      /^\/[A-Za-z0-9._#-]+(\/[A-Za-z0-9._#-]+)*$/,
      "must begin with `/` and end without one, such as `/acme/orders`",
    )
      .refine((prefix) => !/^\/aws(\/|$)/.test(prefix), { error: "must not begin with `/aws`, which AWS uses itself" })
      .refine((prefix) => prefix.length <= 200, { error: "must have 200 characters at most" })
      .optional(),
    kmsKeyArn: text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "must be the ARN of a KMS key").optional(),
  },
  { error: missingOr("must be an object with `retentionDays`") },
);

/** The whole schema. Unknown keys are errors: a misspelt setting must not silently mean its default. */
function settingsSchema(access: Access, loopbackRedirects: boolean, parts: DeclaredParts, isLocal: boolean) {
  const logs = structured(logsSchema);
  return z.strictObject({
    ...oktaSettings,
    ...awsSettings(parts.aws),
    "pulumi:disable-default-providers": structured(
      z.array(z.unknown(), { error: missingOr(PROVIDERS_OFF) }).refine(isAll, { error: PROVIDERS_OFF }),
    ),
    "pulumi:autonaming": z.unknown().optional(),
    "pulumi:tags": z.unknown().optional(),
    "okta-api-access:namesCarryStack": flag.default(true),
    "okta-api-access:loopbackRedirects": flag.default(false),
    "okta-api-access:issuerMode": oneOf(ISSUER_MODES).default("ORG_URL"),
    "okta-api-access:trustedOrigins": oneOf(TRUSTED_ORIGINS).default("create"),
    "okta-api-access:orgDomain": judged(orgDomainProblem).optional(),
    ...sharedServerSettings,
    "okta-api-access:clients": structured(
      parts.okta ? clientsSchema(access, loopbackRedirects) : clientIdsSchema(access),
    ),
    ...gatewaySettings(access, isLocal),
    "okta-api-access:logs": parts.aws ? logs : logs.optional(),
    "okta-api-access:tags": structured(
      z.record(z.string(), z.string()).superRefine((tags, context) => {
        const message = tagsProblem(tags);
        if (message !== undefined) context.addIssue({ code: "custom", message });
      }),
    ).default({}),
  });
}

/**
 * The settings of the running stack.
 *
 * @throws AccessError with every mistake, none of which repeats a value.
 */
export function readSettings(access: Access): Settings {
  const values = pulumi.runtime.allConfig();
  const { isConfigSecret } = runtimeConfig as unknown as { isConfigSecret(key: string): boolean };
  return parseSettings(values, {
    file: `Pulumi.${pulumi.getStack()}.yaml`,
    access,
    secretKeys: new Set(Object.keys(values).filter(isConfigSecret)),
  });
}

/** The same for given values: texts, as the engine has them, or as they stand in a stack file. */
export function parseSettings(values: Readonly<Record<string, unknown>>, source: SettingsSource): Settings {
  const { file, access, secretKeys } = source;
  const loopbackRedirects = flag.safeParse(values[`${PROJECT}:loopbackRedirects`]).data === true;
  const isLocal = values["okta:httpProxy"] !== undefined;
  const parts = declaredParts(values, access);
  const schema = settingsSchema(access, loopbackRedirects, parts, isLocal);
  const parsed = schema.safeParse(values);
  const findings = oktaFindings(values, secretKeys, parts.okta);
  if (parsed.success)
    findings.push(
      ...certificateFindings(parsed.data, access),
      ...networkFindings(parsed.data, access),
      ...orgFindings(parsed.data, access),
    );
  findings.push(...placeFindings(values, access, isLocal));
  if (!parsed.success) {
    const known = Object.keys(schema.shape).sort(ownFirst);
    findings.push(...zodFindings(inOwnWords(parsed.error), (path) => keysAt(path, known, access)).map(readablePath));
  }
  if (!parsed.success || findings.length > 0) throw new AccessError(file, sortFindings(findings));
  return toSettings(parsed.data, parts);
}

type Parsed = z.output<ReturnType<typeof settingsSchema>>;

/** What the settings say of the org as a whole: whose server it is, and whose address its issuers have. */
function orgFindings(values: Parsed, access: Access): Finding[] {
  const { "okta-api-access:issuerMode": mode, "okta-api-access:orgDomain": domain } = values;
  const org = orgOf(values);
  const own = domain === undefined ? [] : [domainOrigin(domain, org)];
  const findings = sharedServerFindings(access, {
    server: values["okta-api-access:authorizationServer"],
    priorities: values["okta-api-access:policyPriorities"],
    clients: values["okta-api-access:clients"],
    gateways: { signIn: values["okta-api-access:signIn"] },
    origins: org === undefined ? [] : [org, ...own],
  });
  if (mode === "DYNAMIC" && domain === undefined && values["okta-api-access:authorizationServer"] === undefined) {
    findings.push(
      finding(
        `${PROJECT}:orgDomain`,
        "is missing: with the issuer mode `DYNAMIC` tokens name the address by which Okta was called, and the APIs take those of one address only; give the org's own domain, by which your clients call it",
      ),
    );
  }
  if (mode === "ORG_URL" && domain !== undefined)
    findings.push(
      finding(`${PROJECT}:orgDomain`, "is of no use with the issuer mode `ORG_URL`: leave one of the two out"),
    );
  return findings;
}

/** The org's address without a slash at the end; undefined where the stack has nothing in Okta and does not say. */
function orgOf(values: Parsed): string | undefined {
  const { "okta:orgName": orgName, "okta:baseUrl": baseUrl = "okta.com", "okta:httpProxy": httpProxy } = values;
  if (httpProxy !== undefined) return httpProxy.replace(/\/+$/, "");
  return orgName === undefined ? undefined : `https://${orgName}.${baseUrl}`;
}

/** The origin of issuers at the org's own domain: a local Okta speaks as its other address does. */
function domainOrigin(domain: string, org: string | undefined): string {
  return `${org?.startsWith("http:") ? "http" : "https"}://${domain}`;
}

/** Backends that no API reaches, or that are elsewhere: said together with whatever else is wrong. */
function placeFindings(values: Readonly<Record<string, unknown>>, access: Access, isLocal: boolean): Finding[] {
  const backends = readableBackends(values[`${PROJECT}:backends`], isLocal);
  const secrets =
    structured(z.record(z.string(), z.unknown())).safeParse(values[`${PROJECT}:backendSecrets`]).data ?? {};
  const { "aws:region": region, "aws:allowedAccountIds": accounts } = awsSettings(false);
  const place = {
    region: region.safeParse(values["aws:region"]).data,
    accounts: accounts.safeParse(values["aws:allowedAccountIds"]).data,
  };
  return backendFindings({ backends, secrets }, access, place);
}

/** Names of the stack go before those of the access file; a certificate is in the region of its API, or in that of CloudFront. */
function certificateFindings(values: Parsed, access: Access): Finding[] {
  const { "aws:region": region, "okta-api-access:domains": domains } = values;
  const named = [...access.apis.values()].map(({ key, profile, firewall, domain }) => {
    return { key, profile, firewall, domain: domains[key] ?? domain };
  });
  return domainProblems(named, region).map(({ key, field, message }) =>
    finding(`${PROJECT}:domains.${key}.${field}`, message),
  );
}

/** An HTTP API cannot look where a request comes from: where a stack has no other API, the ranges would bound nobody. */
function networkFindings(values: z.output<ReturnType<typeof settingsSchema>>, access: Access): Finding[] {
  const apis = [...access.apis.values()];
  if (
    values["okta-api-access:network"]?.allowedCidrs === undefined ||
    apis.some(({ profile }) => profile === "rest" || profile === "alb")
  )
    return [];
  const message =
    'bounds load balancers and REST APIs alone, and the stack has neither: its HTTP APIs would be open to everybody; use `profile: "rest"`, or leave it out';
  return [finding(`${PROJECT}:network.allowedCidrs`, message)];
}

const finding = (path: string, message: string): Finding => ({ rule: "settings", level: "error", path, message });

/** Of a stack that has no function and no gateway: nothing is ever kept by it. */
const NO_LOGS = { retentionDays: 1 };

function toSettings(values: Parsed, parts: DeclaredParts): Settings {
  const server = values["okta-api-access:authorizationServer"];
  const known = server === undefined || "stack" in server ? undefined : new URL(server.issuer).origin;
  const domain = values["okta-api-access:orgDomain"];
  return {
    okta: parts.okta ? section<OktaProviderArgs>(values, "okta") : undefined,
    aws: parts.aws ? section<AwsProviderArgs>(values, "aws") : undefined,
    orgUrl: orgOf(values) ?? known,
    insecureOkta: values["okta:httpProxy"]?.startsWith("http:") ?? false,
    orgDomain: domain === undefined ? undefined : domainOrigin(domain, orgOf(values)),
    authorizationServer: server,
    policyPriorities: values["okta-api-access:policyPriorities"],
    namesCarryStack: values["okta-api-access:namesCarryStack"],
    issuerMode: values["okta-api-access:issuerMode"],
    trustedOrigins: values["okta-api-access:trustedOrigins"],
    clients: values["okta-api-access:clients"],
    gateways: {
      domains: values["okta-api-access:domains"],
      network: values["okta-api-access:network"],
      targetGroups: values["okta-api-access:targetGroups"],
      backends: values["okta-api-access:backends"],
      backendSecrets: values["okta-api-access:backendSecrets"],
      signIn: values["okta-api-access:signIn"],
      originSecret: values["okta-api-access:originSecret"],
      monitoring: values["okta-api-access:monitoring"],
      cloudWatchRole: values["okta-api-access:cloudWatchRole"],
    },
    logs: values["okta-api-access:logs"] ?? NO_LOGS,
    tags: values["okta-api-access:tags"],
  };
}

/** The settings of one provider, without its prefix. */
function section<T extends object>(values: Readonly<Record<string, unknown>>, provider: string): T {
  const entries = Object.entries(values).filter(
    ([key, value]) => key.startsWith(`${provider}:`) && value !== undefined,
  );
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(provider.length + 1), value])) as T;
}

function ownFirst(a: string, b: string): number {
  const rank = (key: string) => (key.startsWith(`${PROJECT}:`) ? 0 : 1);
  return rank(a) - rank(b) || compare(a, b);
}

function keysAt(path: readonly PropertyKey[], known: readonly string[], access: Access): readonly string[] {
  const [setting, ...rest] = path;
  if (setting === undefined) return known;
  if (setting === `${PROJECT}:clients`) return clientKeysAt(access, rest);
  if (setting === `${PROJECT}:logs`) return Object.keys(logsSchema.shape);
  const shared = sharedServerKeys(String(setting).slice(PROJECT.length + 1));
  if (shared.length > 0) return shared;
  return gatewayKeysAt(access, String(setting).slice(PROJECT.length + 1), rest);
}

/** A sentence that the schema brings along says more than one that is made from the kind of the mistake. */
function inOwnWords({ issues }: z.ZodError): z.ZodError {
  const isOwn = ({ message }: z.core.$ZodIssue) => !/^(Invalid|Too|Unrecognized) /.test(message);
  return new z.ZodError(
    issues.map((issue) => (isOwn(issue) ? { code: "custom", path: issue.path, message: issue.message } : issue)),
  );
}

/** `okta:orgName` as the file has it, rather than `["okta:orgName"]`. */
function readablePath(finding: Finding): Finding {
  return { ...finding, path: finding.path.replace(/^\["([^"\\]+)"\]/, "$1") };
}
