/** Everything that the endpoints of one local Okta share. */
import type { Faults } from "./http/faults";
import type { RateLimits } from "./http/rateLimits";
import type { RequestLog } from "./http/requestLog";
import type { OAuthState } from "./oauth/state";
import type { AuthServer } from "./org/entities";
import type { Org } from "./org/Org";
import type { Mailbox } from "./people/mailbox";
import type { Pushes } from "./people/pushes";

export interface Okta {
  readonly org: Org;
  readonly oauth: OAuthState;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly requests: RequestLog;
  /** The names under which it is asked: `127.0.0.1:4000`. */
  readonly hosts: ReadonlySet<string>;
  readonly mailbox: Mailbox;
  readonly pushes: Pushes;
  /** The scopes and claims of the org's own authorization server: those that every new server has. */
  readonly orgServer: AuthServer;
}
