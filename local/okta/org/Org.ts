/** One Okta org: everything it holds, in memory. Start a fresh one for each test. */
import type {
  App,
  AuthServer,
  CustomRole,
  DeviceAssurance,
  Group,
  GroupRule,
  InlineHook,
  NetworkZone,
  ResourceSet,
  SignOnPolicy,
  Stamped,
  TrustedOrigin,
  User,
} from "./entities";
import { randomIds, randomText, type IdKind, type IdSource } from "./ids";
import { newUserType, type UserType } from "./userTypes";
import { KeyRing, newRsaKeys, type KeySource } from "./signingKeys";

/** What Okta switches on in one org and not in another, as far as answers show it. */
export interface Features {
  /** Custom authorization servers. @default true */
  readonly apiAccessManagement: boolean;
  /** Whether apps say how they can be told of a logout, or `null`. @default true */
  readonly universalLogout: boolean;
  /** Whether OpenID Connect apps say that they take part in a single logout. @default true */
  readonly singleLogout: boolean;
}

/** Those of the newest recorded orgs. */
const FEATURES: Features = { apiAccessManagement: true, universalLogout: true, singleLogout: true };

/** What the paths of the default authorization server have in the place of an id. */
export const DEFAULT_SERVER = "default";

export interface OrgOptions {
  /** Without a trailing slash; the issuers of all its servers begin with it. */
  readonly url: string;
  /** The address of the org's own domain, for servers with the issuer mode `CUSTOM_URL` or `DYNAMIC`. @default the org's */
  readonly domainUrl?: string;
  /** Under which else it is asked, without a trailing slash. @default nothing else */
  readonly localUrl?: string;
  /** The org's own id, which stands in Okta resource names. @default a new one */
  readonly orgId?: string;
  /** What these names begin with: `okta`, or `oktapreview` as those of orgs for trials. @default "oktapreview" */
  readonly partition?: "okta" | "oktapreview";
  /** What the names of its own apps begin with; for a real org the first part of its address. @default "local" */
  readonly orgName?: string;
  /** @default those of `FEATURES` */
  readonly features?: Partial<Features>;
  /** Milliseconds since 1970. @default Date.now */
  readonly clock?: () => number;
  /** @default ids that nobody can guess */
  readonly ids?: IdSource;
  /** @default a new RSA key pair each time */
  readonly keys?: KeySource;
  /** The SSWS token that the Management API takes. @default a new one that nobody can guess */
  readonly apiToken?: string;
}

/** The store, with ways to find things in it. What changes them is in `management/` and `memberships.ts`. */
export class Org {
  readonly id: string;
  readonly partition: string;
  readonly name: string;
  readonly url: string;
  readonly domainUrl: string;
  /** The addresses of the org: its own, and the one on this machine where that is another. Either names the org. */
  readonly addresses: readonly string[];
  readonly apiToken: string;
  readonly clock: () => number;
  /** `waits`: its keys are made when they are first needed. */
  readonly newKeyRing: (waits?: boolean) => KeyRing;
  /** The keys of the org's own authorization server. */
  readonly keys: KeyRing;
  features: Features;

  readonly servers = new Map<string, AuthServer>();
  readonly apps = new Map<string, App>();
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, Group>();
  /** In order of creation, which is the order in which they run. */
  readonly groupRules = new Map<string, GroupRule>();
  readonly signOnPolicies = new Map<string, SignOnPolicy>();
  readonly trustedOrigins = new Map<string, TrustedOrigin>();
  readonly customRoles = new Map<string, CustomRole>();
  readonly resourceSets = new Map<string, ResourceSet>();
  readonly userTypes = new Map<string, UserType>();
  readonly inlineHooks = new Map<string, InlineHook>();
  readonly deviceAssurances = new Map<string, DeviceAssurance>();
  readonly zones = new Map<string, NetworkZone>();
  /** The built-in group that everybody is in. */
  readonly everyone: Group;

  /** The policy by which people enrol in apps; it is named in links and not modelled. */
  readonly profileEnrollmentPolicyId: string;

  /** Who belongs to a group that does not exist yet, by the group's name; see `seed.ts`. */
  readonly expectedMembers = new Map<string, Set<string>>();
  /** Whom an app is assigned to as soon as it is made, by the app's label. */
  readonly expectedAppUsers = new Map<string, Set<string>>();
  /** How many apps of one's own have had a name, by its beginning: a number is never given twice. */
  readonly ownAppNames = new Map<string, number>();
  /** Group ids by user id, the built-in group left out. Kept by `memberships.ts`. */
  readonly groupIdsByUser = new Map<string, Set<string>>();

  private readonly ids: IdSource;

  constructor(options: OrgOptions) {
    this.url = options.url;
    this.domainUrl = options.domainUrl ?? options.url;
    this.addresses = [...new Set([options.url, options.localUrl ?? options.url])];
    this.clock = options.clock ?? Date.now;
    this.ids = options.ids ?? randomIds;
    this.apiToken = options.apiToken ?? randomText(42);
    const source = options.keys ?? newRsaKeys;
    this.newKeyRing = (waits) => new KeyRing(source, this.clock, waits);
    this.keys = this.newKeyRing();
    this.id = options.orgId ?? this.newId("org");
    this.partition = options.partition ?? "oktapreview";
    this.name = options.orgName ?? "local";
    this.features = { ...FEATURES, ...options.features };
    const description = "Okta user profile template with default permission settings";
    const type = newUserType(this, { name: "user", displayName: "User", description }, true);
    this.userTypes.set(type.id, type);
    this.profileEnrollmentPolicyId = this.newId("signOnPolicy");
    this.everyone = this.createGroup("Everyone", "All users in your organization", "BUILT_IN");
  }

  newId(kind: IdKind): string {
    return this.ids(kind);
  }

  /** The two times that everything in the org carries. */
  stamp(): Stamped {
    const now = this.clock();
    return { created: now, lastUpdated: now };
  }

  /** Whole seconds since 1970, as tokens count. */
  seconds(): number {
    return Math.floor(this.clock() / 1000);
  }

  createGroup(
    name: string,
    description: string | null,
    type: Group["type"] = "OKTA_GROUP",
    source?: Group["source"],
  ): Group {
    const group: Group = {
      ...this.stamp(),
      id: this.newId("group"),
      name,
      description,
      profile: { name, description },
      type,
      source,
      lastMembershipUpdated: this.clock(),
      members: new Map(),
      roles: new Map(),
    };
    this.groups.set(group.id, group);
    return group;
  }

  appByClientId(clientId: string): App | undefined {
    const app = this.apps.get(clientId);
    if (app?.isOidc && app.clientId === clientId) return app;
    return [...this.apps.values()].find((each) => each.isOidc && each.clientId === clientId);
  }

  /** By id or by login; logins are the same in any case. */
  findUser(idOrLogin: string): User | undefined {
    const login = idOrLogin.toLowerCase();
    return (
      this.users.get(idOrLogin) ??
      [...this.users.values()].find((user) => String(user.profile["login"]).toLowerCase() === login)
    );
  }

  /** By id; the one that every org has from the start also by the name `default`. */
  findServer(idOrDefault: string): AuthServer | undefined {
    const named = [...this.servers.values()].find((server) => server.isDefault && idOrDefault === DEFAULT_SERVER);
    return this.servers.get(idOrDefault) ?? named;
  }

  /** Okta's own group of that name before a directory's namesake. */
  groupByName(name: string): Group | undefined {
    const named = [...this.groups.values()].filter((group) => group.name === name);
    return named.find(({ type }) => type !== "APP_GROUP") ?? named[0];
  }
}
