/** The stack's settings: read once from `Pulumi.<stack>.yaml`, checked all at once, handed down as plain typed values. */
import type { ProviderArgs as AwsProviderArgs } from "@pulumi/aws/provider";
import type { ProviderArgs as OktaProviderArgs } from "@pulumi/okta/provider";
import * as pulumi from "@pulumi/pulumi";
import * as runtimeConfig from "@pulumi/pulumi/runtime/config";
import { z } from "zod";
import { certificateProblem, hasGateways, tagsProblem } from "../../../model/routes";
import { clientKeysAt, clientsSchema, type ClientSettings } from "./clients";
import { flag, missingOr, oneOf, structured, text } from "./fields";
import { backendFindings, readableBackends } from "./backends";
import { gatewayKeysAt, gatewaySettings, type GatewaySettings } from "./gateways";
import { oktaFindings } from "./oktaCredentials";
import { awsSettings, oktaSettings } from "./providerSettings";
import { type Access, zodFindings } from "../../../model/file";
import { AccessError, compare, sortFindings, type Finding } from "../../../model/findings";

/** What the rest of the program reads. */
export interface Settings {
  /** The Okta provider's own settings. */
  readonly okta: OktaProviderArgs;
  /** The AWS provider's own settings; undefined where the stack has nothing in AWS. */
  readonly aws: AwsProviderArgs | undefined;
  /** The org's address, without a slash at the end. */
  readonly orgUrl: string;
  /** Whether Okta is one on this machine that speaks plain `http:`. */
  readonly insecureOkta: boolean;
  /** Whether unique names end in the stack's name: stacks can then share an org and an account. */
  readonly namesCarryStack: boolean;
  /** Whose address the issuers of the authorization server and the applications have, in Okta's words. */
  readonly issuerMode: IssuerMode;
  /** Whether the stack makes the trusted origins of its browser clients, or leaves them to whoever has them. */
  readonly trustedOrigins: "create" | "leave";
  /** Client key → the client's addresses and keys in this stack. */
  readonly clients: Readonly<Record<string, ClientSettings>>;
  /** What the stack says of its gateways. */
  readonly gateways: GatewaySettings;
  readonly logs: { readonly retentionDays: number; readonly kmsKeyArn?: string };
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

const isAll = (providers: readonly unknown[]) => providers.length === 1 && providers[0] === "*";

const logsSchema = z.strictObject(
  {
    retentionDays: z
      .number({ error: missingOr(RETENTION) })
      .refine((days) => RETENTION_DAYS.includes(days), { error: RETENTION }),
    kmsKeyArn: text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "must be the ARN of a KMS key").optional(),
  },
  { error: missingOr("must be an object with `retentionDays`") },
);

/** The whole schema. Unknown keys are errors: a misspelt setting must not silently mean its default. */
function settingsSchema(access: Access, loopbackRedirects: boolean, isLocal: boolean) {
  const logs = structured(logsSchema);
  return z.strictObject({
    ...oktaSettings,
    ...awsSettings(hasGateways(access)),
    "pulumi:disable-default-providers": structured(
      z.array(z.unknown(), { error: missingOr(PROVIDERS_OFF) }).refine(isAll, { error: PROVIDERS_OFF }),
    ),
    "pulumi:autonaming": z.unknown().optional(),
    "pulumi:tags": z.unknown().optional(),
    "okta-api-access:namesCarryStack": flag.default(true),
    "okta-api-access:loopbackRedirects": flag.default(false),
    "okta-api-access:issuerMode": oneOf(ISSUER_MODES).default("ORG_URL"),
    "okta-api-access:trustedOrigins": oneOf(TRUSTED_ORIGINS).default("create"),
    "okta-api-access:clients": structured(clientsSchema(access, loopbackRedirects)),
    ...gatewaySettings(access, isLocal),
    "okta-api-access:logs": hasGateways(access) ? logs : logs.optional(),
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
  const schema = settingsSchema(access, loopbackRedirects, isLocal);
  const parsed = schema.safeParse(values);
  const findings = oktaFindings(values, secretKeys);
  if (parsed.success) findings.push(...certificateFindings(parsed.data, access));
  findings.push(...placeFindings(values, access, isLocal));
  if (!parsed.success) {
    const known = Object.keys(schema.shape).sort(ownFirst);
    findings.push(...zodFindings(inOwnWords(parsed.error), (path) => keysAt(path, known, access)).map(readablePath));
  }
  if (!parsed.success || findings.length > 0) throw new AccessError(file, sortFindings(findings));
  return toSettings(parsed.data, hasGateways(access));
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

/** A certificate is in the region of its API, or in that of CloudFront; and a name leads to one API. */
function certificateFindings(values: z.output<ReturnType<typeof settingsSchema>>, access: Access): Finding[] {
  const { "aws:region": region, "okta-api-access:domains": domains } = values;
  const named = [...access.apis.values()].map((api) => ({ api, domain: domains[api.key] ?? api.domain }));
  return named.flatMap(({ api, domain }, index): Finding[] => {
    if (domain === undefined) return [];
    const at = (field: string) => `${PROJECT}:domains.${api.key}.${field}`;
    const behindCloudFront = api.profile === "http" && api.firewall !== undefined;
    const certificate = certificateProblem(domain.certificateArn, { region, behindCloudFront });
    const other = named.slice(0, index).find((one) => one.domain?.name === domain.name)?.api.key;
    return [
      ...(certificate === undefined ? [] : [finding(at("certificateArn"), certificate)]),
      ...(other === undefined ? [] : [finding(at("name"), `is that of the API \`${other}\`; a name leads to one API`)]),
    ];
  });
}

const finding = (path: string, message: string): Finding => ({ rule: "settings", level: "error", path, message });

/** Of a stack that has no function and no gateway: nothing is ever kept by it. */
const NO_LOGS = { retentionDays: 1 };

function toSettings(values: z.output<ReturnType<typeof settingsSchema>>, withAws: boolean): Settings {
  const { "okta:orgName": orgName, "okta:baseUrl": baseUrl = "okta.com", "okta:httpProxy": httpProxy } = values;
  return {
    okta: section<OktaProviderArgs>(values, "okta"),
    aws: withAws ? section<AwsProviderArgs>(values, "aws") : undefined,
    orgUrl: httpProxy?.replace(/\/+$/, "") ?? `https://${orgName}.${baseUrl}`,
    insecureOkta: httpProxy?.startsWith("http:") ?? false,
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
