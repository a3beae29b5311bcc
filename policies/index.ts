/** The policy pack. Loading this file starts a server: the rules are elsewhere, so that tests need not load it. */
import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules";

new PolicyPack("okta-api-access", { policies: rules.map(({ policy }) => policy) });
