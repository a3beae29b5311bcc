/** `access verify`: the effective access of a live server against the access file. */
import path from "node:path";
import { isProduct, productAt, stackSettings } from "../../components/stack/product";
import { uniqueName } from "../../components/naming";
import {
  clientApps,
  deploymentOfPlan,
  deploymentOfSnapshot,
  differencesOf,
  driftOf,
  type AccessChange,
  type Deployment,
  type Drift,
  type Snapshot,
} from "../../model/adopt";
import { renamedIn, withEarlierKeys, type Renamed } from "../../model/ask";
import { compile } from "../../model/compile";
import { ALL_CLIENTS } from "../../model/evaluate";
import type { Access } from "../../model/file";
import { printable } from "../../model/findings";
import { json, type Register, UsageError } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { namesFor } from "../org/namesInOrg";
import { placementOf, policyTitle, wantedApps, type Placement } from "../org/placement";
import { authorizationFor, OktaApi } from "../org/oktaApi";
import { readServer } from "../org/readServer";
import { changeJson } from "../print/changes";
import { type Verified, verifyText } from "../print/verify";
import { fixHints } from "../print/fixHints";
import { progressBar } from "../progressBar";
import { READ_RIGHTS } from "../adopt/source";

interface Options extends ModelOptions {
  readonly orgUrl: string;
  readonly server?: string;
  readonly json?: boolean;
  readonly fixHint?: boolean;
}

/** Adds `access verify`. */
export const verify: Register = (program, io, done) => {
  withModelOptions(program.command("verify"))
    .description("compares the effective access of a live authorization server with the access file")
    .requiredOption("--org-url <url>", "the org, such as https://example.okta.com, or the local one")
    .option("--server <id>", "the authorization server, by its id or name; without it, the one that the stack makes")
    .option("--fix-hint", "name the resources to refresh, or to make anew where a refresh sees nothing")
    .addHelpText(
      "after",
      "\nReads, and changes nothing. Credentials come from OKTA_API_TOKEN or OKTA_ACCESS_TOKEN.\n" +
        "Exit status 0 where the org gives what the file says, 1 where it does not: made for a nightly job.",
    )
    .action(async (options: Options) => {
      const access = loadModel(options);
      const placement = placementOf(access, options.stack, settingsBeside(options));
      const earlier = withEarlierKeys(access);
      const before = withEarlierClients(placement, access);
      const api = new OktaApi(
        options.orgUrl,
        authorizationFor(options.orgUrl, process.env, READ_RIGHTS),
        undefined,
        READ_RIGHTS,
      );
      const wanted = [...wantedApps(access, placement), ...wantedApps(earlier, before)];
      const bar = progressBar(io, options.json !== true, "requests");
      const snapshot = await readServer(
        api,
        {
          server: options.server ?? serverOf(placement),
          clients: [...placement.existing.values()],
          labels: [...new Set(wanted.flatMap(({ label, clientId }) => (clientId === undefined ? [label] : [])))],
          signOn: true,
        },
        bar.show,
      ).finally(bar.end);
      const renamed = renamedIn(access);
      const now = heldAgainst(snapshot, access, placement);
      const verified =
        count(now) === 0 || renamed.length === 0
          ? now
          : fewest(now, heldAgainst(snapshot, earlier, before), renamed.map(notYet));
      const hints = options.fixHint ? fixHints(verified) : [];
      io.out(options.json ? json(asJson(verified, hints)) : verifyText(verified, hints));
      done(count(verified) === 0 ? 0 : 1);
    });
};

/** What a server has otherwise than the file says. */
function heldAgainst(snapshot: Snapshot, access: Access, placement: Placement): Verified {
  const { naming, existing, isShared } = placement;
  const plan = compile(access);
  const titleOf = policyTitle(placement);
  const apps = clientApps(snapshot, wantedApps(access, placement), { plan, titleOf });
  const names = namesFor(snapshot, apps, { access, plan, naming });
  const expected = deploymentOfPlan(plan);
  const live = ownPart(deploymentOfSnapshot(snapshot, names), expected, { existing, isShared, titleOf });
  return {
    changes: differencesOf(expected, live),
    drift: driftOf(snapshot, { plan, names, apps, existing: new Set(existing.keys()), titleOf, isShared }),
    notRead: snapshot.notRead,
  };
}

const count = ({ changes, drift }: Verified) => changes.length + drift.length;

/** Until the `up` that renames them has run, an org has things under the names that they had: then these are compared. */
function fewest(now: Verified, earlier: Verified, renamed: readonly Drift[]): Verified {
  return count(earlier) < count(now) ? { ...earlier, drift: [...earlier.drift, ...renamed] } : now;
}

function notYet({ kind, key, was }: Renamed): Drift {
  return {
    rule: "renamed",
    effect: "changed",
    where: `${kind}.${key}`,
    message: `is \`${was}\` in the org still, under which the rest is told: the \`up\` that renames it has not run`,
    isSeenByRefresh: false,
  };
}

/** Applications that exist are known by the keys before as well. */
function withEarlierClients(placement: Placement, { clients }: Access): Placement {
  const existing = [...placement.existing].map(([key, id]) => [clients.get(key)?.was ?? key, id] as const);
  return { ...placement, existing: new Map(existing) };
}

/** The server that the stack makes, or that its settings name. */
function serverOf({ naming, otherServer }: Placement): string {
  if (otherServer === undefined) return uniqueName("authorizationServer", naming);
  if ("id" in otherServer) return otherServer.id;
  throw new UsageError(
    `the server is that of the stack \`${printable(otherServer.stack)}\`: give its id or name with \`--server\``,
  );
}

/** Those of the stack's own file, where the model is a product's. */
function settingsBeside({ model, stack }: Options): Record<string, unknown> | undefined {
  const folder = path.dirname(path.resolve(model));
  return stack === undefined || !isProduct(folder) ? undefined : stackSettings(productAt(folder), stack);
}

/**
 * What of a live server is the stack's to say. Who is assigned to an application that the stack leaves alone is the org's
 * decision. On a server of several products, what other policies give to other clients is theirs.
 */
function ownPart(
  live: Deployment,
  expected: Deployment,
  {
    existing,
    isShared,
    titleOf,
  }: Pick<Placement, "existing" | "isShared"> & {
    readonly titleOf: (policy: string) => string;
  },
): Deployment {
  const assigned = [...live.clients].map(([key, client]) => {
    const planned = existing.has(key) ? expected.clients.get(key) : undefined;
    return [key, planned === undefined ? client : { ...client, assignedGroups: planned.assignedGroups }] as const;
  });
  const clients = new Map(assigned);
  if (!isShared) return { ...live, clients };
  const titles = new Set(expected.server.policies.map(({ name }) => titleOf(name)));
  const policies = live.server.policies.filter(
    (policy) =>
      titles.has(policy.name) || policy.clients.some((key) => key === ALL_CLIENTS || expected.clients.has(key)),
  );
  const named = new Set(policies.flatMap((policy) => policy.clients));
  return {
    ...live,
    clients: new Map([...clients].filter(([key]) => named.has(key) || expected.clients.has(key))),
    server: { ...live.server, policies },
  };
}

function asJson({ changes, drift, notRead }: Verified, hints: readonly string[]): object {
  const of = (kind: AccessChange["kind"]) => changes.filter((one) => one.kind === kind).map(changeJson);
  return { widened: of("widened"), narrowed: of("narrowed"), drift, notRead, ...(hints.length > 0 ? { hints } : {}) };
}
