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
export const FEATURES: Features = { apiAccessManagement: true, universalLogout: true, singleLogout: true };
