// Command client runs go-oidc and x/oauth2 against an issuer and prints one JSON object of what it got.
// Argument: a JSON object of settings.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"net/url"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

type settings struct {
	Issuer, ClientID, RedirectURI, Login, Refused string
	Scopes                                        []string
}

func main() {
	var of settings
	must(json.Unmarshal([]byte(os.Args[1]), &of))
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, of.Issuer)
	must(err)
	config := oauth2.Config{ClientID: of.ClientID, RedirectURL: of.RedirectURI, Endpoint: provider.Endpoint(), Scopes: of.Scopes}
	config.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	verifier := oauth2.GenerateVerifier()
	back := redirect(config.AuthCodeURL("st", oauth2.S256ChallengeOption(verifier), oidc.Nonce("n-1"), oauth2.SetAuthURLParam("login_hint", of.Login)))
	token, err := config.Exchange(ctx, back.Get("code"), oauth2.VerifierOption(verifier))
	must(err)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: of.ClientID}).Verify(ctx, token.Extra("id_token").(string))
	must(err)
	must(idToken.VerifyAccessToken(token.AccessToken))
	userinfo, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	must(err)
	renewed, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
	must(err)
	config.Scopes = []string{oidc.ScopeOpenID, of.Refused}
	refused := redirect(config.AuthCodeURL("st", oauth2.S256ChallengeOption(verifier), oauth2.SetAuthURLParam("login_hint", of.Login)))
	must(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"issuer":      idToken.Issuer,
		"scope":       token.Extra("scope"),
		"sameSubject": idToken.Subject == userinfo.Subject && idToken.Nonce == "n-1",
		"rotated":     renewed.RefreshToken != token.RefreshToken,
		"refused":     refused.Get("error"),
	}))
}

// redirect gives the parameters of the address to which the issuer sends the browser.
func redirect(address string) url.Values {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	must(err)
	defer response.Body.Close()
	location, err := response.Location()
	must(err)
	return location.Query()
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
