package io.ringtail.daemon.credentials;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names that a client certificate has: {@code CN=…} of its subject, {@code DNS=…} and {@code URI=…}. */
final class CertificateNames {
    static final String DNS = "DNS=";

    private static final String CN = "CN=";
    private static final String URI = "URI=";
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;

    private CertificateNames() {}

    /** Returns a verified certificate's names; a subject with several common names has none, since it is ambiguous. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>(commonNames(certificate));
        if (names.size() != 1) {
            names.clear();
        }
        names.addAll(alternativeNames(certificate));
        return names;
    }

    private static List<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(value -> CN + value)
                            .toList();
        } catch (InvalidNameException malformed) {
            return List.of();
        }
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> found = certificate.getSubjectAlternativeNames();
            for (List<?> name : found == null ? List.<List<?>>of() : found) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(DNS + String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                } else if (name.get(0).equals(URI_NAME)) {
                    names.add(URI + name.get(1));
                }
            }
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
        return names;
    }
}
