/** The names that an Okta org or an AWS account keeps unique: made in one place, each within the limit of its kind. */
import { createHash } from "node:crypto";
import type { Access } from "../model/file";
import { AccessError, pathOf, printable, type Finding } from "../model/findings";

/** What tells the names of one product and stack from those of another. */
export interface Naming {
  /** The `product` of the access file. */
  product: string;
  /** The stack's name, such as `dev`. */
  stack: string;
  /** Whether names end in the stack's name, so that stacks can share an org or an account. */
  carryStack: boolean;
}

interface NameRule {
  /** Longest name, in characters. */
  readonly max: number;
  /** What may not stand in the name. */
  readonly refused: RegExp;
  /** Names that AWS keeps for itself, or refuses as a whole. */
  readonly kept?: RegExp;
}

const inText = /[\p{Cc}\p{Cf}]/gu;
const inIdentifier = /[^A-Za-z0-9_-]/g;
const inLoadBalancer = /[^A-Za-z0-9-]/g;

/**
 * Limits by kind. Sources: Okta's management API (policy 100, group rule 50, group, sign-on policy and role 255, labels 100); AWS's API references
 * (function, role and event rule 64, log group and secret 512, table 255, API, authorizer and web ACL 128, alarm, dashboard and security
 * group 255, load balancer and target group 32).
 */
const RULES = {
  authorizationServer: { max: 100, refused: inText },
  policy: { max: 100, refused: inText },
  app: { max: 100, refused: inText },
  group: { max: 255, refused: inText },
  groupRule: { max: 50, refused: inText },
  trustedOrigin: { max: 255, refused: inText },
  signOnPolicy: { max: 255, refused: inText },
  adminRole: { max: 255, refused: inText },
  httpApi: { max: 128, refused: inIdentifier },
  authorizer: { max: 128, refused: inIdentifier },
  function: { max: 64, refused: inIdentifier },
  role: { max: 64, refused: inIdentifier },
  schedule: { max: 64, refused: inIdentifier },
  usagePlan: { max: 128, refused: inIdentifier },
  firewall: { max: 128, refused: inIdentifier },
  secret: { max: 512, refused: inIdentifier },
  table: { max: 255, refused: inIdentifier },
  alarm: { max: 255, refused: inText },
  dashboard: { max: 255, refused: inIdentifier },
  loadBalancer: { max: 32, refused: inLoadBalancer, kept: /^internal-|^-|-$/ },
  targetGroup: { max: 32, refused: inLoadBalancer, kept: /^-|-$/ },
  securityGroup: { max: 255, refused: inIdentifier, kept: /^sg-/i },
} as const satisfies Record<string, NameRule>;

/** A kind of thing whose name is unique in an org or an account. */
export type NameKind = keyof typeof RULES;

/** Hexadecimal digits; a name that two things come to all the same is refused by Okta and AWS. */
const HASH_LENGTH = 8;

/** Matches no name. */
const NOTHING = /$^./;

/**
 * The name of a thing of this product and stack. A name may be too long, or have a character that its kind does not take. It
 * is then cut or cleaned, and gets a hash of the whole, so that two names stay two.
 */
export function uniqueName(kind: NameKind, { product, stack, carryStack }: Naming, ...parts: string[]): string {
  return fitted(kind, [product, ...parts], carryStack ? stack : undefined);
}

/** The name of a managed group: the name from the access file, which people know, without the product in front. */
export function managedGroupName(name: string, { stack, carryStack }: Naming): string {
  return fitted("group", [name], carryStack ? stack : undefined);
}

/**
 * The access file with the names that its managed groups get in Okta: a plan shows them.
 *
 * @throws AccessError where two groups come to one name, and so would be one group, with the rights of both.
 */
export function withOrgNames(access: Access, naming: Naming): Access {
  const groups = [...access.groups].map(([key, group]) => {
    return [key, group.managed ? { ...group, name: managedGroupName(group.name, naming) } : group] as const;
  });
  assertDistinct(
    groups.map(([key, { name }]) => ({ key, name })),
    naming,
  );
  return { ...access, groups: new Map(groups) };
}

/**
 * Whether groups are as many in Okta as they are here.
 *
 * @throws AccessError with each pair that comes to one name.
 */
export function assertDistinct(groups: readonly { key: string; name: string }[], { stack }: Naming): void {
  const first = new Map<string, string>();
  const findings = groups.flatMap(({ key, name }): Finding[] => {
    const other = first.get(name);
    if (other === undefined) first.set(name, key);
    const message = `is the Okta group \`${printable(name)}\` in stack \`${stack}\`, and so is \`groups.${other}\`; give one of the two another name`;
    return other === undefined ? [] : [{ rule: "group-name", level: "error", path: pathOf(["groups", key]), message }];
  });
  if (findings.length > 0) throw new AccessError("the access file", findings);
}

function fitted(kind: NameKind, parts: readonly string[], stack: string | undefined): string {
  const { max, refused, kept = NOTHING }: NameRule = RULES[kind];
  const whole = [...parts, ...(stack === undefined ? [] : [stack])].join("-");
  const clean = whole.replace(refused, "-");
  if (clean === whole && whole.length <= max && !kept.test(whole)) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, HASH_LENGTH);
  // The stack stays readable at the end: it is what one looks for in a list of names.
  const end = stack?.replace(refused, "-").slice(0, 20).replace(/-+$/, "");
  const tail = end ? `-${hash}-${end}` : `-${hash}`;
  const head = parts.join("-").replace(refused, "-").replace(/^-+/, "");
  const own = `${head.slice(0, max - tail.length)}${tail}`;
  // What AWS keeps for itself gets a letter in front.
  return kept.test(own) ? `n-${head.slice(0, max - tail.length - 2)}${tail}` : own;
}
