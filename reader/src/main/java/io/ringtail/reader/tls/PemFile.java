package io.ringtail.reader.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and unencrypted PKCS#8 keys in PEM (RFC 7468). Text between the blocks is ignored. All errors are
 * one line with the remedy.
 */
public final class PemFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END [A-Z0-9 ]{1,40}-----");

    private PemFile() {}

    /** Returns a file's certificates in its order: a server's own certificate first, its issuers after it. */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (MatchResult block : blocks(SecretFile.readPublic(file, MOST_BYTES))) {
            if (block.group(1).equals(CERTIFICATE)) {
                found.add(certificate(file, block));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(file + " has no certificate: give a PEM file with -----BEGIN CERTIFICATE-----");
        }
        return List.copyOf(found);
    }

    /** Returns the private key in a file that only its owner may access, for a certificate's public key. */
    public static PrivateKey privateKey(Path file, X509Certificate certificate) throws IOException {
        List<MatchResult> keys = blocks(SecretFile.read(file, MOST_BYTES)).stream()
                .filter(block -> block.group(1).endsWith(PRIVATE_KEY))
                .toList();
        if (keys.isEmpty()) {
            throw new IOException(file + " has no private key: give a PEM file with -----BEGIN PRIVATE KEY-----");
        }
        MatchResult key = keys.get(0);
        if (!key.group(1).equals(PRIVATE_KEY)) {
            throw new IOException(file + " has a key in another form than PKCS#8 (" + key.group(1)
                    + "): convert it with openssl pkcs8 -topk8 -nocrypt -in " + file + " -out FILE");
        }
        return matching(file, key, certificate);
    }

    private static PrivateKey matching(Path file, MatchResult block, X509Certificate certificate) throws IOException {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw new IOException("the certificate for " + file + " has a key of the algorithm " + algorithm
                    + ", which the JDK's TLS does not support: use an EC or RSA key");
        }
        try {
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes(block)));
            if (isPair(key, certificate)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    file + " has no " + algorithm + " key, as its certificate requires (" + e.getMessage()
                            + "): give the key that the certificate was made for",
                    e);
        }
        throw new IOException(file + " is not the key of its certificate ("
                + certificate.getSubjectX500Principal().getName() + "): give the key that it was made for");
    }

    private static boolean isPair(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(certificate.getSignature());
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(certificate.getSignature());
        return signature.verify(signed);
    }

    private static X509Certificate certificate(Path file, MatchResult block) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes(block)));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IOException(file + " has a malformed certificate (" + e.getMessage() + "): make it again", e);
        }
    }

    private static List<MatchResult> blocks(byte[] text) {
        Matcher blocks = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
        return blocks.results().toList();
    }

    private static byte[] bytes(MatchResult block) {
        return Base64.getMimeDecoder().decode(block.group(2));
    }
}
