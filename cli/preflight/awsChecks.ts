/** What stands in the way of an `up` in an AWS account: whose it is, certificates, names and quotas, by reading alone. */
import type { Access } from "../../model/file";
import type { DomainUse } from "../../model/routes";
import { names } from "../../model/findings";
import { AwsApi, AwsRefusal, awsCredentials } from "./awsApi";
import { error, ok, warning, type Check } from "./check";
import { quotaChecks } from "./awsQuotas";
import type { Declared } from "./awsQuotas";

/** What is looked at. */
export interface AwsWanted {
  readonly access: Access;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly resources: readonly Declared[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Days before its end at which a certificate is worth a look: AWS renews its own 60 days before. Source: ACM, managed renewal. */
const DAYS_LEFT = 30;
const DAY_SECONDS = 86_400;

export async function awsChecks(
  wanted: AwsWanted,
  environment: Environment,
  now: () => number = Date.now,
): Promise<Check[]> {
  const { settings, resources } = wanted;
  const region = String(settings["aws:region"]);
  const found = awsCredentials(settings, environment);
  if (found === undefined)
    return [
      warning(
        "AWS credentials",
        "none to try: set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, as `aws configure export-credentials --format env` prints them; nothing in AWS was looked at",
      ),
    ];
  const api = new AwsApi(found.credentials, settings, environment);
  const account = await accountChecks(api, region, found.from, settings);
  // Nothing of another account is worth knowing, and nothing can be asked with credentials that are no good.
  const isKnown = account.some(({ check, level }) => check === "AWS credentials" && level === "ok");
  if (!isKnown || account.some(({ level }) => level === "error")) return account;
  const domains = await Promise.all(domainsOf(wanted).map((use) => domainChecks(api, region, use, now)));
  return [...account, ...domains.flat(), ...(await quotaChecks(api, region, resources))];
}

/** What STS says of keys that are no good. Source: AWS, common errors. */
const BAD_KEYS: ReadonlySet<string> = new Set([
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "UnrecognizedClientException",
]);

async function accountChecks(
  api: AwsApi,
  region: string,
  from: string,
  settings: AwsWanted["settings"],
): Promise<Check[]> {
  let answer: string;
  try {
    answer = await api.form("sts", region, { Action: "GetCallerIdentity", Version: "2011-06-15" });
  } catch (failure) {
    const { message, type } = refusal(failure);
    if (!BAD_KEYS.has(type)) return [notSeen("AWS credentials", message)];
    return [
      error(
        "AWS credentials",
        `AWS does not take those of ${from} (${type}): they have ended or are not its own, or \`${region}\` is not enabled in the account`,
      ),
    ];
  }
  const account = /<Account>(\d{12})<\/Account>/.exec(answer)?.[1];
  const arn = /<Arn>(arn:[\w:/+=,.@-]{1,2048})<\/Arn>/.exec(answer)?.[1];
  if (account === undefined || arn === undefined) return [notSeen("AWS credentials", "`sts` names no account")];
  return [
    ok("AWS credentials", `those of ${from} are \`${arn}\``),
    ok("AWS region", `\`${region}\` takes them`),
    accountCheck(account, settings["aws:allowedAccountIds"]),
  ];
}

function accountCheck(account: string, allowed: unknown): Check {
  if (!Array.isArray(allowed) || allowed.length === 0)
    return warning(
      "AWS account",
      `\`${account}\`, and the stack takes any: set \`aws:allowedAccountIds\`, so that it cannot be applied to another`,
    );
  if (allowed.includes(account)) return ok("AWS account", `\`${account}\` is the stack's`);
  return error(
    "AWS account",
    `\`${account}\` is none of \`aws:allowedAccountIds\` (${names(allowed as string[])}): take credentials of the stack's account`,
  );
}

/** The name of an API, and what is to be made for it. */
interface NamedDomain {
  readonly api: string;
  readonly domain: DomainUse;
  /** Whether the name is API Gateway's: else a load balancer or CloudFront has it. */
  readonly atGateway: boolean;
}

function domainsOf({ access, settings }: AwsWanted): NamedDomain[] {
  const own = Object(settings["okta-api-access:domains"]) as Record<string, DomainUse | undefined>;
  return [...access.apis.values()].flatMap(({ key, profile, firewall, domain: common }) => {
    const domain = own[key] ?? common;
    if (domain === undefined || profile === "none") return [];
    const atGateway = profile === "rest" || (profile === "http" && firewall === undefined);
    return [{ api: key, domain, atGateway }];
  });
}

async function domainChecks(api: AwsApi, region: string, use: NamedDomain, now: () => number): Promise<Check[]> {
  const { domain, atGateway } = use;
  return [
    ...(domain.certificateArn === undefined ? [] : [await certificateCheck(api, use, domain.certificateArn, now)]),
    atGateway
      ? await nameCheck(api, region, use)
      : warning(
          `domain ${use.api}`,
          `whether \`${domain.name}\` is free is not looked at: look at the aliases of your CloudFront distributions and at your DNS`,
        ),
  ];
}

async function certificateCheck(api: AwsApi, use: NamedDomain, arn: string, now: () => number): Promise<Check> {
  const check = `certificate ${use.api}`;
  let answer: unknown;
  try {
    answer = await api.json("acm", arn.split(":")[3]!, "CertificateManager.DescribeCertificate", {
      CertificateArn: arn,
    });
  } catch (failure) {
    const { message, type } = refusal(failure);
    if (type !== "ResourceNotFoundException") return notSeen(check, message);
    return error(
      check,
      `there is no certificate \`${arn}\` in the account: ask AWS Certificate Manager for one, or import one`,
    );
  }
  const { Certificate: found } = Object(answer) as { Certificate?: unknown };
  const {
    Status: status,
    NotAfter: end,
    DomainName: first,
    SubjectAlternativeNames: others,
  } = Object(found) as Certificate;
  if (typeof status !== "string") return notSeen(check, "`acm` does not say how it stands with it");
  if (status !== "ISSUED") {
    const help = status === "PENDING_VALIDATION" ? "make the DNS records that it asks for" : "ask for a new one";
    return error(check, `\`${arn}\` is not in force (${status.slice(0, 40)}): ${help}`);
  }
  const covered = [first, ...(Array.isArray(others) ? others : [])].filter((name) => typeof name === "string");
  if (!covered.some((name) => covers(name, use.domain.name)))
    return error(
      check,
      `\`${arn}\` is for ${names(covered.slice(0, 5))}, and the API's name is \`${use.domain.name}\``,
    );
  if (typeof end !== "number") return warning(check, "it is in force; until when, `acm` does not say");
  const days = Math.floor((end - now() / 1_000) / DAY_SECONDS);
  if (days < 0) return error(check, `\`${arn}\` has ended: renew it`);
  const left = `it is in force for \`${use.domain.name}\`, for ${days} more days`;
  return days < DAYS_LEFT ? warning(check, `${left}: see that it is renewed`) : ok(check, left);
}

interface Certificate {
  readonly Status?: unknown;
  readonly NotAfter?: unknown;
  readonly DomainName?: unknown;
  readonly SubjectAlternativeNames?: unknown;
}

/** A `*` stands for one label. Source: RFC 6125 section 6.4.3. */
function covers(pattern: string, name: string): boolean {
  if (!pattern.startsWith("*.")) return pattern.toLowerCase() === name;
  return name.slice(name.indexOf(".")) === pattern.slice(1).toLowerCase();
}

async function nameCheck(api: AwsApi, region: string, { api: key, domain }: NamedDomain): Promise<Check> {
  const check = `domain ${key}`;
  const { name, certificateArn } = domain;
  const mustExist = certificateArn === undefined;
  try {
    await api.get("apigateway", region, `/v2/domainnames/${name}`);
  } catch (failure) {
    const { message, status } = refusal(failure);
    if (status !== 404) return notSeen(check, message);
    if (mustExist)
      return error(
        check,
        `API Gateway has no \`${name}\` in this account and region: make it first, or give \`certificateArn\``,
      );
    return ok(check, `\`${name}\` is free in this account and region; whether another one has it, AWS tells nobody`);
  }
  if (mustExist) return ok(check, `\`${name}\` is there`);
  return warning(
    check,
    `API Gateway has \`${name}\`: in order where this stack has made it; else take it away first, or leave \`certificateArn\` out`,
  );
}

export function notSeen(check: string, why: string): Check {
  return warning(check, `not looked at: ${why}`);
}

export function refusal(failure: unknown): AwsRefusal {
  if (failure instanceof AwsRefusal) return failure;
  throw failure;
}
