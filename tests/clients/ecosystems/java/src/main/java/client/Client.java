package client;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An API as Okta's starter for Spring Boot makes it: issuer and audience are settings, scopes are authorities. */
@SpringBootApplication
@EnableMethodSecurity
@RestController
public class Client {
  public static void main(String[] args) {
    SpringApplication.run(Client.class, args);
  }

  @GetMapping("/me")
  public Map<String, Object> me(@AuthenticationPrincipal Jwt token) {
    return Map.of("subject", token.getSubject(), "client", token.getClaimAsString("cid"));
  }

  @GetMapping("/write")
  @PreAuthorize("hasAuthority('SCOPE_users:write')")
  public Map<String, Object> write() {
    return Map.of("written", true);
  }
}
