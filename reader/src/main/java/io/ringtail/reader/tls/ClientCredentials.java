package io.ringtail.reader.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The files by which a client knows a daemon, and a daemon its client. They are read when a daemon is looked up, so a
 * later look-up finds what has replaced them.
 *
 * @param ca PEM certificates of the authorities to trust; null for the JDK's own
 * @param certificate the client's PEM certificate, with its issuers; null for none
 * @param key the private key of the certificate
 * @param token a file with a bearer token; null for none
 */
public record ClientCredentials(
        @Nullable Path ca,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Path token) {
    /** No files at all. */
    public static final ClientCredentials NONE = new ClientCredentials(null, null, null, null);

    private static final int MOST_TOKEN_BYTES = 4096;
    /** The form of tokens in RFC 6750. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /**
     * Returns the token; empty if there is none.
     *
     * @throws IOException if the file cannot be read, or has no token; the message does not have its contents
     */
    public String bearer() throws IOException {
        if (token == null) {
            return "";
        }
        String text = new String(SecretFile.read(token, MOST_TOKEN_BYTES), StandardCharsets.ISO_8859_1).strip();
        if (!TOKEN.matcher(text).matches()) {
            throw new IOException(
                    token + " has no token: put one line there, as printed by ringtail token new NAME --role ROLE");
        }
        return text;
    }

    /** Returns a new context with these files' contents. */
    public SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            TrustManager trust = ServerTrust.of(ca == null ? List.of() : PemFile.certificates(ca));
            context.init(keys(), new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used (" + e.getMessage() + "): check the JDK's security settings", e);
        }
    }

    private KeyManager @Nullable [] keys() throws IOException, GeneralSecurityException {
        Path chainFile = certificate;
        Path keyFile = key;
        if (chainFile == null && keyFile == null) {
            return null;
        }
        if (chainFile == null || keyFile == null) {
            throw new IOException("a client certificate needs both files: give --cert FILE and --key FILE");
        }
        List<X509Certificate> chain = PemFile.certificates(chainFile);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        char[] none = new char[0];
        store.setKeyEntry(
                "client", PemFile.privateKey(keyFile, chain.get(0)), none, chain.toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }
}
