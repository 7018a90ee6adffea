package io.ringtail.reader.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's verification of servers, with errors that say what is wrong with a certificate and what to do. */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int MOST_NAMES = 10;

    private final X509ExtendedTrustManager jdk;

    private ServerTrust(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    /** Trusts the given authorities only; the JDK's own if there are none. */
    static ServerTrust of(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (!authorities.isEmpty()) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("ca" + i, authorities.get(i));
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return new ServerTrust(Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this JDK verifies no X.509 certificates")));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        try {
            jdk.checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
            SSLSession session = engine.getHandshakeSession();
            throw new UntrustedServerException(
                    problem(chain[0], e, session == null ? engine.getPeerHost() : session.getPeerHost()), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        jdk.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        jdk.checkServerTrusted(chain, type);
    }

    private static String problem(X509Certificate certificate, CertificateException cause, @Nullable String host) {
        if (causedBy(cause, CertificateExpiredException.class)) {
            return "its certificate, or one of the issuers', has expired (it ends "
                    + certificate.getNotAfter().toInstant() + "): have its operator renew it";
        }
        if (causedBy(cause, CertificateNotYetValidException.class)) {
            return "its certificate is valid only from "
                    + certificate.getNotBefore().toInstant() + " on: check the clocks of both machines";
        }
        if (causedBy(cause, CertPathBuilderException.class) || isOfAnotherOfThatName(cause)) {
            return "its certificate was issued by '"
                    + certificate.getIssuerX500Principal().getName()
                    + "', which is not trusted: give that authority's certificate with --ca FILE";
        }
        List<String> names = names(certificate);
        if (cause.getCause() == null && !names.contains(String.valueOf(host))) {
            return "its certificate is for " + (names.isEmpty() ? "no host" : String.join(", ", names)) + ", not for "
                    + host + ": give a URL with a name of the certificate, or have its operator add this one";
        }
        return "its certificate is not acceptable (" + cause.getMessage() + "): have its operator make another one";
    }

    /** Whether the issuer has the name of a trusted authority, and is none. */
    private static boolean isOfAnotherOfThatName(Throwable problem) {
        Throwable cause = problem;
        while (cause != null && !(cause instanceof CertPathValidatorException)) {
            cause = cause.getCause();
        }
        return cause instanceof CertPathValidatorException invalid
                && (invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR
                        || invalid.getReason() == BasicReason.INVALID_SIGNATURE);
    }

    private static boolean causedBy(Throwable problem, Class<? extends Throwable> kind) {
        Throwable cause = problem;
        while (cause != null && !kind.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** The hosts that a certificate is for. */
    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name ->
                                    Objects.equals(name.get(0), DNS_NAME) || Objects.equals(name.get(0), IP_ADDRESS))
                            .map(name -> String.valueOf(name.get(1)))
                            .limit(MOST_NAMES)
                            .collect(Collectors.toList());
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        jdk.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        jdk.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        jdk.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
