/** The demo application: signs in, lists users and deactivates one with the callers' module, and tells every step. */
import { createApiClient, entitledScopes, readChallenge, type ApiClient, type TokenRequest } from "../../client";
import type { ClientTable } from "../../model/routes";
import { DEMO_ROUTES, type DemoData } from "../data";
import { code, codes, h, table, type Child } from "./dom";
import { handedBack, Refused, signIn } from "./signIn";
import { embedded } from "./world";

interface User {
  readonly id: string;
  readonly login: string;
  readonly status: string;
}

class Demo {
  readonly #data = embedded<DemoData>();
  readonly #who = h("p", { role: "status" }, "Nobody is signed in.");
  readonly #steps = h("ol", { "aria-label": "Steps", "aria-live": "polite" });
  readonly #users = h("div", {});
  readonly #place = h("p", {});
  readonly #list = h("button", { type: "button", disabled: true, click: () => void this.#showUsers() }, "List users");
  #login: string | undefined;
  #call: ApiClient<Record<string, unknown>> | undefined;

  start(): void {
    const signInButton = h("button", { type: "button", class: "main", click: () => void this.#signIn() }, "Sign in");
    const { table: own, signOutPath } = this.#data;
    document.body.append(
      h(
        "header",
        {},
        h("h1", {}, "Users"),
        h(
          "p",
          { class: "quiet" },
          "The demo application, as the client ",
          code(own.client),
          ", with the callers' module.",
        ),
      ),
      h(
        "main",
        {},
        this.#who,
        h("div", { class: "fields" }, signInButton, this.#list, h("a", { href: signOutPath }, "Sign out")),
        this.#place,
        this.#users,
        h("h2", {}, "What happened"),
        this.#steps,
      ),
    );
  }

  /** With no scope of the API: the ID token then says what the person is entitled to. */
  async #signIn(): Promise<void> {
    await this.#guarded(async () => {
      this.#login = undefined;
      const signed = await signIn(this.#data, { scopes: [] }, undefined, this.#place);
      if (signed === undefined) return this.#tell("The window was closed.");
      const entitled = entitledScopes(signed.idToken, this.#data.table);
      this.#login = String(signed.claims["preferred_username"] ?? signed.claims.sub);
      this.#who.replaceChildren(code(this.#login), " is signed in.");
      this.#tell("Signed in. The ID token says that one is entitled to ", codes(entitled), ".");
      this.#call = createApiClient(this.#table(), this.#data.api, {
        baseUrl: `${location.origin}${this.#data.apiPath}`,
        entitled,
        getToken: (request) => this.#token(request),
        fetch: (request) => this.#sent(request),
      }) as ApiClient<Record<string, unknown>>;
      this.#list.disabled = false;
      this.#users.replaceChildren();
    });
  }

  /** As of a client that does not know of step-ups beforehand: it hears of each by the challenge. */
  #table(): ClientTable {
    const { table: own } = this.#data;
    const apis = Object.entries(own.apis).map(([key, needs]) => [
      key,
      Object.fromEntries(
        Object.entries(needs).map(([route, need]) => [route, "public" in need ? need : { scopes: need.scopes }]),
      ),
    ]);
    return { ...own, apis: Object.fromEntries(apis) };
  }

  async #token(request: TokenRequest) {
    const { scopes, acrValues, maxAge } = request;
    const level: Child = acrValues === undefined ? "" : [" at level ", code(acrValues)];
    const age = maxAge === undefined ? "" : `, signed in at most ${maxAge} seconds ago`;
    this.#tell("Asks Okta for ", codes(scopes), level, age, ".");
    try {
      return await signIn(this.#data, request, this.#login, this.#place);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#tell("Okta refuses: ", code(error.message));
      return undefined;
    }
  }

  async #sent(request: Request): Promise<Response> {
    const response = await fetch(request);
    const challenge = await readChallenge(response.clone());
    const path = new URL(request.url).pathname.slice(this.#data.apiPath.length);
    const why: Child = challenge === undefined ? "" : [", challenged: ", code(challenge.error ?? "no token")];
    this.#tell("Calls ", code(`${request.method} ${path}`), `: ${response.status}`, why, ".");
    return response;
  }

  async #showUsers(): Promise<void> {
    await this.#guarded(async () => {
      const response = await this.#call!(DEMO_ROUTES.list, {});
      if (!response.ok)
        return this.#users.replaceChildren(h("p", { class: "card bad" }, `Not allowed: ${response.status}`));
      const { users } = (await response.json()) as { users: readonly User[] };
      const rows = users.map((user) => [code(user.login), user.status, this.#deactivateButton(user)]);
      this.#users.replaceChildren(h("h2", {}, "Users"), table("Users", ["login", "status", "action"], rows));
    });
  }

  #deactivateButton({ id, login, status }: User): Child {
    if (status === "DEPROVISIONED") return "";
    const click = () => void this.#deactivate(id, login);
    return h("button", { type: "button", "aria-label": `Deactivate ${login}`, click }, "Deactivate");
  }

  async #deactivate(id: string, login: string): Promise<void> {
    await this.#guarded(async () => {
      const response = await this.#call!(DEMO_ROUTES.deactivate, { path: { id } });
      if (response.ok) {
        this.#tell("Deactivated ", code(login), ".");
        await this.#showUsers();
      } else this.#tell(`Not deactivated: ${response.status}.`);
    });
  }

  /** What a click begins tells its own failure. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#tell("This did not work: ", (error as Error).message);
    }
  }

  #tell(...parts: readonly Child[]): void {
    this.#steps.append(h("li", {}, parts));
  }
}

if (!handedBack()) new Demo().start();
