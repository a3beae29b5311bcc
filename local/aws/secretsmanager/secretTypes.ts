/** Secrets as they are declared, and their values. Source: secretsmanager/secret.go and secret_version.go. */
import { json, set, text, whole } from "../../providers/properties";
import { badRequest } from "../awsError";
import { arnOf, arnOutput, mustBeUnique, mustRefer, textOf } from "../resources/store";
import { stored, tags, type Identified } from "../resources/stored";
import type { World, StoredResource } from "../world";
import { removeVersions, SECRET_KIND } from "./secretValues";

/** Days for which a deleted secret can be recovered, where nothing else is said. */
const RECOVERY_DAYS = 30;

/** A secret that can be recovered keeps its name. */
function checkSecretName(declared: Identified): void {
  const name = textOf(declared.properties, "name");
  if (!/^[A-Za-z0-9/_+=.@!-]{1,512}$/.test(name)) {
    throw badRequest(
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    );
  }
  mustBeUnique(
    declared,
    SECRET_KIND,
    "name",
    (one) => `The operation failed because the secret ${one} already exists.`,
  );
  if ((declared.world.keptSecretNames.get(name) ?? 0) > declared.world.now()) {
    throw badRequest("You can't create this secret because a secret with this name is already scheduled for deletion.");
  }
}

function removeSecret({ id, properties }: StoredResource, world: World): void {
  removeVersions(world, id);
  const days = Number(properties["recoveryWindowInDays"] ?? RECOVERY_DAYS);
  if (days > 0) world.keptSecretNames.set(textOf(properties, "name"), world.now() + days * 86_400_000);
}

export const SECRET_TYPES = [
  stored({
    token: "aws:secretsmanager/secret:Secret",
    source: "secretsmanager/secret.go",
    inputs: {
      description: text(),
      kmsKeyId: text(),
      name: text({ required: true, replace: true }),
      policy: json(),
      recoveryWindowInDays: whole({ default: 30 }),
      ...tags,
    },
    outputs: ["arn"],
    autoname: { property: "name", max: 512 },
    idOf: ({ region, world, properties }) =>
      arnOf("secretsmanager", region, `secret:${textOf(properties, "name")}-${world.newId().slice(0, 6)}`),
    check: checkSecretName,
    outputsOf: arnOutput,
    gone: removeSecret,
  }),
  stored({
    token: "aws:secretsmanager/secretVersion:SecretVersion",
    source: "secretsmanager/secret_version.go",
    inputs: {
      secretId: text({ required: true, replace: true }),
      // A new value is a new version, which becomes the current one. Source: secretsmanager/secret_version.go.
      secretString: text({ required: true, replace: true }),
      versionStages: set(text()),
    },
    outputs: ["arn", "secretArn", "versionId"],
    secretOutputs: ["secretString"],
    idOf: ({ world, properties }) => `${textOf(properties, "secretId")}|${world.newId()}`,
    check: (declared) =>
      mustRefer(declared, SECRET_KIND, "secretId", "Secrets Manager can't find the specified secret."),
    outputsOf: ({ id, properties }) => ({
      arn: properties["secretId"],
      secretArn: properties["secretId"],
      versionId: id.slice(id.lastIndexOf("|") + 1),
    }),
  }),
];
