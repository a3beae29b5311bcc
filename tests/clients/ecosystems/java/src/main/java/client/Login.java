package client;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application as Spring Security makes it, without Okta's starter: its sign-in has PKCE, and asks for a level of authentication. */
@Profile("login")
@RestController
public class Login {
  @Bean
  SecurityFilterChain signIn(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var resolver = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    resolver.setAuthorizationRequestCustomizer(
        OAuth2AuthorizationRequestCustomizers.withPkce()
            .andThen(request -> request.additionalParameters(more -> more.put("acr_values", "urn:okta:loa:2fa:any"))));
    return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .oauth2Login(login -> login.authorizationEndpoint(at -> at.authorizationRequestResolver(resolver)))
        .build();
  }

  @GetMapping("/session")
  public Map<String, Object> session(@RegisteredOAuth2AuthorizedClient("okta") OAuth2AuthorizedClient client) {
    return Map.of("name", client.getPrincipalName(), "token", client.getAccessToken().getTokenValue());
  }
}
