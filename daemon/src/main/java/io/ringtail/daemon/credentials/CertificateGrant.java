package io.ringtail.daemon.credentials;

import io.ringtail.daemon.access.Role;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a file of client roles: {@code CN=NAME ROLE[,ROLE]}, or {@code DNS=}, {@code URI=} for a subject alternative
 * name, or {@code *} for every certificate.
 *
 * @param name in the form of {@link CertificateNames}
 * @param roles of certificates with that name
 */
record CertificateGrant(String name, Set<Role> roles) {
    static final String ANY = "*";

    private static final Pattern LINE = Pattern.compile("(\\*|(?:CN|DNS|URI)=\\S.{0,300}?)\\s+(\\S+)");

    static CertificateGrant parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "give CN=NAME, DNS=NAME, URI=NAME or *, and then ROLE[,ROLE], like CN=collector read,lossless");
        }
        String name = parts.group(1);
        return new CertificateGrant(
                name.startsWith(CertificateNames.DNS) ? dns(name) : name, GrantFile.roles(parts.group(2)));
    }

    /** DNS names are compared without regard to case. */
    private static String dns(String name) {
        return CertificateNames.DNS
                + name.substring(CertificateNames.DNS.length()).toLowerCase(Locale.ROOT);
    }
}
