/** Which application of an org is a client's, where Okta takes a second one of the same label. */
import { CLIENT_TYPES } from "../okta/clientTypes";
import type { Plan } from "../compile/plan";
import { compare } from "../findings";
import type { Snapshot, SnapshotApp } from "./snapshot";

/** By what a client's application is known. */
export interface WantedApp {
  /** Of the client. */
  readonly key: string;
  readonly label: string;
  /** Of an application that exists already, and that the settings name. */
  readonly clientId?: string;
}

/** The applications of the clients. */
export interface ClientApps {
  /** Key of a client → its application. */
  readonly own: ReadonlyMap<string, SnapshotApp>;
  /** Others of the same label, which a policy names or which have the same type: by the client's key. */
  readonly twins: readonly AppTwin[];
}

/** A second application of one label. */
export interface AppTwin {
  readonly key: string;
  readonly app: SnapshotApp;
  /** Whether it cannot be told from the org which of the two is the client's. */
  readonly isUnclear: boolean;
}

/**
 * A client's own application is the one that its policy names; then one that another policy names; then one of its type; then
 * the one that was there first.
 *
 * @param titleOf what a policy of the plan is called in the org.
 */
export function clientApps(
  { apps, policies }: Snapshot,
  wanted: readonly WantedApp[],
  { plan, titleOf = (name) => name }: { readonly plan: Plan; readonly titleOf?: (policy: string) => string },
): ClientApps {
  const active = policies.filter(({ status }) => status === "ACTIVE");
  const namedBy = (app: SnapshotApp) => active.filter(({ clients }) => clients.includes(app.clientId));
  const own = new Map<string, SnapshotApp>();
  const twins: AppTwin[] = [];
  for (const { key, label, clientId } of wanted) {
    if (clientId !== undefined) {
      const app = apps.find((one) => one.clientId === clientId);
      if (app !== undefined) own.set(key, app);
      continue;
    }
    const type = CLIENT_TYPES[plan.clients.find((client) => client.key === key)!.type].oktaType;
    const titles = plan.policies.filter(({ clients }) => clients.includes(key)).map(({ name }) => titleOf(name));
    const likeness = (app: SnapshotApp) => {
      const naming = namedBy(app);
      const isInOwn = naming.some(({ name }) => titles.includes(name));
      return (isInOwn ? 4 : 0) + (naming.length > 0 ? 2 : 0) + (app.type === type ? 1 : 0);
    };
    const found = apps
      .filter((app) => app.label === label)
      .map((app) => ({ app, score: likeness(app) }))
      .sort((a, b) => b.score - a.score || compare(born(a.app), born(b.app)));
    const [first, ...others] = found;
    if (first === undefined) continue;
    own.set(key, first.app);
    for (const { app, score } of others)
      if (app.type === type || namedBy(app).length > 0) twins.push({ key, app, isUnclear: score === first.score });
  }
  return { own, twins };
}

/** ISO times sort as they follow each other; ids make the order certain. */
function born({ created = "", id }: SnapshotApp): string {
  return `${created} ${id}`;
}
