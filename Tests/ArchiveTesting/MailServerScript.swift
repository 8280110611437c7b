/// The Python of ``MailServer``.
enum MailServerScript {
  static let text = #"""
    import asyncio, json, os, ssl, sys, warnings
    from aiosmtpd.smtp import SMTP, AuthResult
    warnings.simplefilter("ignore")

    folder, security, certificate, key, username, password = sys.argv[1:7]

    class Handler:
        def __init__(self):
            self.taken = 0
            self.seen = set()

        def once(self, address):
            first = address not in self.seen
            self.seen.add(address)
            return first

        async def handle_MAIL(self, server, session, envelope, address, options):
            if address.startswith("stranger"):
                return "550 5.7.1 no mail from you"
            envelope.mail_from = address
            envelope.mail_options.extend(options)
            return "250 OK"

        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("refused"):
                return "550 5.1.1 no such user"
            if address.startswith("later") and (not address.startswith("later-once") or self.once(address)):
                return "451 4.7.1 try again in a while"
            if address.startswith("slow"):
                await asyncio.sleep(10)
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            self.taken += 1
            name = "%04d" % self.taken
            with open(os.path.join(folder, name + ".eml"), "wb") as file:
                file.write(envelope.original_content)
            with open(os.path.join(folder, name + ".json"), "w") as file:
                json.dump({"file": name + ".eml", "sender": envelope.mail_from, "recipients": envelope.rcpt_tos,
                           "encrypted": session.ssl is not None or security == "tls",
                           "authenticated": bool(session.authenticated)}, file)
            first = envelope.rcpt_tos[0]
            if first.startswith("cut") and (not first.startswith("cut-once") or self.once(first)):
                server.transport.abort()
            return "250 2.0.0 taken as " + name

    def authenticate(server, session, envelope, mechanism, data):
        good = data.login == username.encode() and data.password == password.encode()
        return AuthResult(success=good, handled=good)

    context = None
    if security != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)

    async def main():
        handler = Handler()
        def session():
            return SMTP(
                handler, hostname="localhost", ident="test", enable_SMTPUTF8=False,
                tls_context=context if security == "starttls" else None, require_starttls=security == "starttls",
                authenticator=authenticate if username else None, auth_required=bool(username),
                auth_require_tls=security == "starttls")
        server = await asyncio.get_running_loop().create_server(
            session, "127.0.0.1", 0, ssl=context if security == "tls" else None)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(main())
    """#

  static let reader = #"""
    import email, email.policy, json, sys

    mails = []
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            raw = file.read()
        for line in raw.split(b"\r\n"):
            assert len(line) <= 998 and b"\n" not in line and b"\r" not in line, name
            assert all(byte < 128 for byte in line), name
        mail = email.message_from_bytes(raw, policy=email.policy.strict)
        assert not mail.defects and not mail.is_multipart(), name
        mails.append({"headers": {key: str(mail[key]) for key in mail.keys()},
                      "body": mail.get_payload(decode=True).decode("utf-8")})
        assert len(mail.keys()) == len(set(mail.keys())), name
    json.dump(mails, sys.stdout)
    """#
}
