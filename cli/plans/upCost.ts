/** What an `up` costs: how many calls it makes of Okta and AWS, how long they take at Okta's limits, and what it interrupts. */
import type { Operation, PlannedChange } from "./planChanges";

/**
 * Okta counts calls of each minute by these groups of endpoints. The least that a paid org has, of which one API token may use
 * half unless an administrator has said otherwise. Source: Okta, management rate limits; principal rate limits.
 */
const PER_MINUTE = { apps: 100, appById: 500, groups: 500, groupById: 600, other: 600 } as const;
const SHARE_OF_ONE_TOKEN = 0.5;

type Bucket = keyof typeof PER_MINUTE;
type Calls = Partial<Readonly<Record<Bucket, number>>>;
type CallsOfOperation = Readonly<Record<"create" | "update" | "delete", Calls>>;

/** Made, and read; written, and read; deleted. */
const PLAIN: CallsOfOperation = { create: { other: 2 }, update: { other: 2 }, delete: { other: 1 } };

/** Where a type takes other calls, or more: counted from what the public provider sends. */
const CALLS: Readonly<Record<string, CallsOfOperation>> = {
  "okta:auth/server:Server": { ...PLAIN, delete: { other: 2 } },
  "okta:app/oAuth:OAuth": {
    create: { apps: 1, appById: 2 },
    update: { apps: 1, appById: 2 },
    delete: { apps: 1, appById: 1 },
  },
  "okta:app/groupAssignment:GroupAssignment": { create: { apps: 2 }, update: { apps: 2 }, delete: { apps: 1 } },
  "okta:index/appOauthApiScope:AppOauthApiScope": { create: { apps: 2 }, update: { apps: 3 }, delete: { apps: 2 } },
  "okta:group/group:Group": {
    create: { groups: 1, groupById: 1 },
    update: { groupById: 2 },
    delete: { groupById: 1 },
  },
  "okta:group/rule:Rule": { create: { groups: 3 }, update: { groups: 4 }, delete: { groups: 2 } },
};

/** What people notice while a resource is made anew, or gone. */
const INTERRUPTS: Readonly<Record<string, string>> = {
  "okta:auth/server:Server": "the issuer changes: every token in use is refused, and every client needs the new addresses",
  "okta:app/oAuth:OAuth": "the client id changes: whoever signs in with the old one is refused until it is told the new one",
  "okta:auth/serverScope:ServerScope": "tokens that are asked for meanwhile cannot have the scope",
  "okta:auth/serverPolicy:ServerPolicy": "its clients are refused until its rules are there again",
  "okta:auth/serverPolicyRule:ServerPolicyRule": "requests that need this rule are refused for a few seconds",
  "okta:group/group:Group": "its members are lost with it",
  "okta:group/rule:Rule": "the derived group is filled anew, which takes Okta up to some minutes in a large org",
  "okta:app/groupAssignment:GroupAssignment": "members cannot sign in at the client meanwhile",
  "aws:apigatewayv2/api:Api": "the API's own address changes",
  "aws:apigateway/restApi:RestApi": "the API's own address changes",
  "aws:apigateway/stage:Stage": "the API does not answer meanwhile",
  "aws:apigatewayv2/stage:Stage": "the API does not answer meanwhile",
  "aws:apigatewayv2/route:Route": "the route answers 404 for a moment",
  "aws:lambda/function:Function": "its routes answer 500 for a moment",
  "aws:dynamodb/table:Table": "what the table holds is lost",
  "aws:kms/key:Key": "the client has a new public key: tokens that are asked for meanwhile are refused",
  "aws:lb/loadBalancer:LoadBalancer": "the API does not answer until its name leads to the new one",
  "aws:apigatewayv2/domainName:DomainName": "the domain does not answer meanwhile",
};

/** Of them, what matters also where a thing is only deleted. */
const LOST: ReadonlySet<string> = new Set(["okta:auth/server:Server", "okta:app/oAuth:OAuth", "okta:group/group:Group", "aws:dynamodb/table:Table", "aws:kms/key:Key"]);

export interface UpCost {
  readonly operations: Readonly<Record<Operation, number>>;
  /** About: look-ups of groups and the provider's tries after an error come on top. */
  readonly oktaCalls: number;
  readonly awsCalls: number;
  /** Minutes at Okta's default limits for one token, rounded up; 0 where Okta is not called. */
  readonly oktaMinutes: number;
  readonly interruptions: readonly { readonly type: string; readonly name: string; readonly what: string }[];
}

/** The cost of these changes. A resource that stays as it is costs no call, unless the `up` refreshes. */
export function upCost(changes: readonly PlannedChange[]): UpCost {
  const operations = { create: 0, update: 0, replace: 0, delete: 0 };
  const buckets: Record<Bucket, number> = { apps: 0, appById: 0, groups: 0, groupById: 0, other: 0 };
  let awsCalls = 0;
  for (const { type, operation } of changes) {
    operations[operation] += 1;
    for (const calls of callsOf(type, operation)) {
      for (const [bucket, count] of Object.entries(calls) as [Bucket, number][]) {
        if (type.startsWith("aws:")) awsCalls += count;
        else buckets[bucket] += count;
      }
    }
  }
  const minutes = (Object.keys(buckets) as Bucket[]).map((key) => buckets[key] / (PER_MINUTE[key] * SHARE_OF_ONE_TOKEN));
  return {
    operations,
    oktaCalls: Object.values(buckets).reduce((sum, count) => sum + count, 0),
    awsCalls,
    oktaMinutes: Math.ceil(Math.max(...minutes)),
    interruptions: changes.flatMap(({ type, name, operation }) => {
      const what = INTERRUPTS[type];
      const counts = operation === "replace" || (operation === "delete" && LOST.has(type));
      return counts && what !== undefined ? [{ type, name, what }] : [];
    }),
  };
}

function callsOf(type: string, operation: Operation): Calls[] {
  const calls = CALLS[type] ?? PLAIN;
  return operation === "replace" ? [calls.delete, calls.create] : [calls[operation]];
}
