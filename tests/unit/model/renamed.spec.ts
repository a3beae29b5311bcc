/** Keys that have changed: `was` at clients and groups. */
import { accepts, refuses } from "./refuses";

describe("checkAccess: keys that have changed", () => {
  accepts("a client and a group that say what they were", (f) => {
    f.clients.desk.was = "counter";
    f.groups.clerks.was = "desk";
  });

  refuses("the key itself", (f) => void (f.groups.clerks.was = "clerks"), [
    "was",
    "groups.clerks.was",
    "is the key itself; leave the field out",
  ]);

  refuses("a key that is still in the file", (f) => void (f.groups.clerks.was = "leads"), [
    "was",
    "groups.clerks.was",
    "`groups.leads` is still in the file, so that it cannot be what `clerks` was",
  ]);

  refuses(
    "two that were the same",
    (f) => {
      f.groups.clerks.was = "desk";
      f.groups.leads.was = "desk";
    },
    ["was", "groups.leads.was", "`groups.clerks` was `desk` already: one entry alone goes on with it"],
  );

  refuses("what is no key", (f) => void (f.clients.desk.was = "The Desk"), [
    "shape",
    "clients.desk.was",
    "must be lower-case words joined by `-`, such as `support-console`",
  ]);
});
