/** Groups: names, keeping apart, and whether anybody can use them. */
import { accepts, refuses, warns } from "./refuses";

describe("checkAccess: groups", () => {
  refuses(
    "a group kept apart from itself",
    (f) => {
      f.groups.clerks.separate = ["clerks"];
    },
    ["separate-self", "groups.clerks.separate[0]", "group `clerks` cannot be kept apart from itself"],
  );

  refuses(
    "two entries for one Okta group",
    (f) => {
      f.groups.leads.name = "clerks";
    },
    [
      "group-name",
      "groups.leads.name",
      "groups `clerks`, `leads` are the same Okta group `clerks`; merge them into one entry",
    ],
  );

  const looksLike = (title: string, name: string, message: string) =>
    warns(
      `a group whose name looks like another: ${title}`,
      (f) => {
        f.groups.clerks.name = "Café clerks";
        f.groups.leads.name = name;
      },
      ["group-look-alike", "groups.leads.name", message],
    );
  const asClerks = (name: string) =>
    `\`${name}\` and \`Café clerks\` of group \`clerks\` are two groups whose names look the same; rename one of them`;
  looksLike("in another case", "CAFÉ Clerks", asClerks("CAFÉ Clerks"));
  looksLike("with a mark written apart", "Cafe\u0301 clerks", asClerks("Cafe\u0301 clerks"));
  looksLike("with a wide blank", "Café\u3000clerks", asClerks("Café\u3000clerks"));
  looksLike(
    "in two alphabets",
    "le\u0430ds",
    "`le\u0430ds` mixes Latin letters with Cyrillic or Greek ones, which look the same; write it in one alphabet",
  );
  looksLike(
    "as everybody's",
    "\uFF25veryone",
    "`\uFF25veryone` looks the same as `Everyone`, Okta's group of all users, and is another; rename it",
  );
  accepts("names in one alphabet each, and alike", (f) => {
    f.groups.clerks.name = "Склад";
    f.groups.leads.name = "Café clerks 2";
    f.groups.stockists.name = "Café clerks";
  });

  for (const name of ["Everyone ", " clerks", "\u00a0clerks", " "])
    refuses(
      `a group name with a blank at an end: ${JSON.stringify(name)}`,
      (f) => {
        f.groups.clerks.name = name;
      },
      ["shape", "groups.clerks.name", "must not begin or end with a blank"],
    );

  refuses(
    "a group name with a control character",
    (f) => {
      f.groups.clerks.name = "a\u0007b";
    },
    ["shape", "groups.clerks.name", "must not contain control characters"],
  );

  refuses(
    "a group that nobody can use",
    (f) => {
      f.groups.ghosts = { scopes: ["orders:manage"] };
      f.clients.desk.scopes = ["stock:read"];
      f.groups.clerks.scopes = ["stock:read"];
      f.groups.leads.scopes = ["stock:read"];
    },
    [
      "unusable-group",
      "groups.ghosts.scopes",
      "no client may be given any scope of this group, so nobody can use it; add one to a client, or remove the group",
    ],
    [
      "warning",
      "unused-scope",
      'scopes["orders:delete"]',
      "no group and no service client holds this scope, so nobody can use it",
    ],
  );

  refuses(
    "a group without a scope",
    (f) => {
      f.groups.empty = { scopes: [] };
    },
    [
      "unusable-group",
      "groups.empty.scopes",
      "no client may be given any scope of this group, so nobody can use it; add one to a client, or remove the group",
    ],
  );

  refuses(
    "a group key with upper case",
    (f) => {
      f.groups.Clerks = { scopes: ["orders:read"] };
    },
    ["name", "groups.Clerks", "the name must be lower-case words joined by `-`, such as `support-console`"],
  );

  refuses(
    "Okta's group of all users with a scope, or made here",
    (f) => {
      f.groups.clerks.name = "Everyone";
      f.groups.clerks.managed = true;
    },
    ["everyone", "groups.clerks.managed", "`Everyone` exists in every org and cannot be made; remove the field"],
    [
      "everyone",
      "groups.clerks.scopes",
      "`Everyone` is Okta's group of all users, so everybody in the org would hold these scopes; give them to a group of their own",
    ],
  );
});
