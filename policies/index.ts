/** The policy pack. Loading this file starts a server: the rules are elsewhere, so that tests need not load it. */
/* oxlint-disable no-new -- making the pack is what serves it */
import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";

new PolicyPack("okta-api-access", { policies: rules.map(({ policy }) => policy) });
