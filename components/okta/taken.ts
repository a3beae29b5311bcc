/**
 * Names that are taken: found in the preview in which something of that name would be made, before anything is. Okta refuses
 * most of them in the middle of an update; two applications of one label, or two claims, it would even take.
 */
import * as pulumi from "@pulumi/pulumi";
import { refused } from "./refused";

/** How something that is there comes to this stack: one by one, `pulumi import` would put it below no component. */
export const TAKE_OVER =
  "to take it over, or where an `up` that failed has left it behind, call `access recover`, which writes what `pulumi import` needs";

/** Where to look for something of a name. It gives the id of what is there; undefined, or an error, where there is nothing. */
export type Finder = () => Promise<string | undefined>;

/**
 * Stops a preview where something exists that this stack is about to make.
 *
 * @param owner The component that the error is shown against.
 * @param resource What would be made. In a preview its id is not known then; one that is known is this stack's own.
 * @param find Called at most once, in a preview alone.
 * @param says The message, given the id of what exists.
 */
export function refuseTaken(
  owner: pulumi.Resource,
  resource: pulumi.CustomResource,
  find: Finder,
  says: (id: string) => string,
): void {
  if (!pulumi.runtime.isDryRun()) return;
  pulumi.output(lookFor(owner, resource, find, says));
}

async function lookFor(
  owner: pulumi.Resource,
  resource: pulumi.CustomResource,
  find: Finder,
  says: (id: string) => string,
): Promise<void> {
  if (await isKnown(resource.id)) return;
  // The provider answers with an error where there is none; and whoever may not look finds out from Okta in the update.
  const id = await find().catch(() => undefined);
  if (id !== undefined) throw refused(owner, says(id));
}

/**
 * A look at a list which all of several names share: it is taken at most once, and only where the server exists already.
 *
 * @param of The id of what holds the list.
 */
export function onceKnown<T>(of: pulumi.Input<string>, look: (id: string) => Promise<T>): () => Promise<T | undefined> {
  let looked: Promise<T | undefined> | undefined;
  const id = pulumi.output(of);
  const first = async () => ((await isKnown(id)) ? look(await promised(id)) : undefined);
  return () => (looked ??= first());
}

// The SDK has both, and leaves them out of its types.
interface Internal<T> {
  readonly isKnown: Promise<boolean>;
  promise(): Promise<T>;
}

function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as Internal<unknown>).isKnown;
}

function promised<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as Internal<T>).promise();
}
