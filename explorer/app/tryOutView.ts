/** The token try-out: as somebody, at a client, for scopes; the request, what the token says, and the gateway's answer. */
import { ACR_VALUES } from "../../model/okta";
import { TRY_PATH, type TryAnswer, type TryQuestion } from "../data";
import { boxes, code, h, labelled, select, table, type Child } from "./dom";
import type { World } from "./world";

const ITSELF = "";

export function tryOutView({ access, data }: World): HTMLElement {
  const live = data.live!;
  const result = h("section", { "aria-live": "polite", "aria-label": "What came of it" });
  const clientKeys = Object.keys(live.clients);
  const scopeBoxes = new Map(
    [...access.clients.values()].map((one) => [one.key, boxes("Scopes", [...one.oidcScopes, ...one.ceiling])]),
  );
  const scopes = h("div", {});
  const person = select(Object.entries(live.personas).map(([key, login]) => [key, `${key} (${login})`] as const));
  const personField = labelled("Person", person);
  const acr = select([["", "whatever the application asks for"], ...ACR_VALUES.map((one) => [one, one] as const)]);
  const age = h("input", { type: "number", min: 0, max: 86_400 });
  const personal = h(
    "div",
    { class: "fields" },
    labelled("Level", acr),
    labelled("Signed in at most so many seconds ago", age),
  );
  const hasUsers = () => live.clients[client.value]!.hasUsers;
  const clientChanged = () => {
    scopes.replaceChildren(scopeBoxes.get(client.value)!.element);
    personField.hidden = personal.hidden = !hasUsers();
  };
  const client = select(
    clientKeys.map((key) => [key, key] as const),
    clientChanged,
  );
  const routes = [...access.apis.values()].flatMap((api) =>
    live.apis[api.key] === undefined ? [] : api.routes.map((route) => ({ api: api.key, key: route.key })),
  );
  const route = select(
    [[ITSELF, "nothing"], ...routes.map(({ api, key }, index) => [String(index), `${key} (${api})`] as const)],
    () => {
      path.value = routes[Number(route.value)]?.key.split(" ")[1] ?? "";
      pathField.hidden = bodyField.hidden = route.value === ITSELF;
    },
  );
  const path = h("input", { type: "text", size: 40, autocomplete: "off", spellcheck: "false" });
  const body = h("input", { type: "text", size: 40, autocomplete: "off", spellcheck: "false" });
  const [pathField, bodyField] = [
    labelled("Path, with values for what is in braces", path),
    labelled("Body, as JSON", body),
  ];
  pathField.hidden = bodyField.hidden = true;
  const question = (): TryQuestion => {
    const chosen = route.value === ITSELF ? undefined : routes[Number(route.value)];
    return {
      client: client.value,
      scopes: scopeBoxes.get(client.value)!.chosen(),
      ...(hasUsers() && { person: person.value }),
      ...(hasUsers() && acr.value !== "" && { acr: acr.value }),
      ...(hasUsers() && age.value !== "" && { maxAge: Number(age.value) }),
      ...(chosen && {
        call: {
          api: chosen.api,
          method: chosen.key.split(" ")[0]!,
          path: path.value,
          ...(body.value.trim() !== "" && { body: body.value }),
        },
      }),
    };
  };
  const button = h("button", { type: "button", class: "main", click: () => void run() }, "Try it");
  const run = async () => {
    button.disabled = true;
    try {
      result.replaceChildren(...shown(await ask(question())));
    } catch {
      result.replaceChildren(h("p", { class: "card bad" }, "The local cloud does not answer: it may have ended."));
    } finally {
      button.disabled = false;
    }
  };
  clientChanged();
  return h(
    "div",
    {},
    h("h2", {}, "Try a token"),
    h(
      "p",
      { class: "quiet" },
      "The local cloud signs the person in as a client does, shows the token, and calls the gateway with it.",
    ),
    h("div", { class: "fields" }, labelled("Client", client), personField),
    h("div", { class: "fields" }, scopes),
    personal,
    h("div", { class: "fields" }, labelled("Then call", route), pathField, bodyField),
    button,
    result,
  );
}

async function ask(question: TryQuestion): Promise<TryAnswer> {
  const response = await fetch(TRY_PATH, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(question),
  });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as TryAnswer;
}

function shown({ request, token, refused, answer, wrong }: TryAnswer): HTMLElement[] {
  const parts: (HTMLElement | false)[] = [
    wrong !== undefined && h("p", { class: "card bad", role: "alert" }, wrong),
    request.length > 0 && h("h3", {}, "Request"),
    request.length > 0 &&
      table(
        "Request",
        ["parameter", "value"],
        request.map(([name, value]): Child[] => [code(name), code(value)]),
      ),
    refused !== undefined && h("p", { class: "card bad" }, "Refused: ", code(refused.error), ` ${refused.description}`),
    token !== undefined && h("h3", {}, "Token"),
    token !== undefined &&
      h("pre", { tabindex: 0, role: "region", "aria-label": "Token" }, JSON.stringify(token, null, 2)),
    answer !== undefined && h("h3", {}, "The gateway's answer"),
    answer !== undefined &&
      h("p", { class: `card ${answer.status < 400 ? "good" : "bad"}` }, code(answer.called), `: ${answer.status}`),
    typeof answer?.challenge === "string" && h("p", {}, code(answer.challenge)),
    answer !== undefined &&
      answer.body !== "" &&
      h("pre", { tabindex: 0, role: "region", "aria-label": "Body" }, answer.body),
  ];
  return parts.filter((part) => part !== false);
}
