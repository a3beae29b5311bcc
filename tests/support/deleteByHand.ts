/** What a person deletes in the console, of the kinds of things that `access recover` asks them to. */
import assert from "node:assert/strict";

const PATHS: Readonly<Record<string, string>> = {
  "okta:app/oAuth:OAuth": "apps",
  "okta:index/appSignonPolicy:AppSignonPolicy": "policies",
};

export async function deleteByHand(
  { url, apiToken }: { readonly url: string; readonly apiToken: string },
  type: string,
  id: string,
): Promise<void> {
  const kind = PATHS[type];
  assert.ok(kind, `nobody has to delete a ${type}`);
  const send = (method: string, below = "") =>
    fetch(`${url}/api/v1/${kind}/${id}${below}`, { method, headers: { authorization: `SSWS ${apiToken}` } });
  if (kind === "apps") await send("POST", "/lifecycle/deactivate");
  assert.equal((await send("DELETE")).status, 204);
}
