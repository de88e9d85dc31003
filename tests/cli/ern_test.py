"""sleeve catalogue import of DDEX messages with the pictures that they name."""

import base64
import hashlib
import json

import program

SENDER = "PADPIDA9999999999N"
OTHER = "PADPIDA2013042401U"


def header(created, name="Example Records", dpid=SENDER, message="M-1"):
    return f"""<MessageHeader><MessageId>{message}</MessageId>
<MessageSender><PartyId>{dpid}</PartyId><PartyName><FullName>{name}</FullName>
</PartyName></MessageSender>
<MessageCreatedDateTime>{created}T00:00:00Z</MessageCreatedDateTime>
</MessageHeader>"""


def ern4(created="2024-05-16", image="", label=SENDER, deals=1, extra="",
         title="Album", message="M-1", icpn="012345678905"):
    """A message of ERN 4.3; `image` is what stands in TechnicalDetails."""
    deal = """<DealList><ReleaseDeal>
<DealReleaseReference>R0</DealReleaseReference><Deal><DealTerms>
<CommercialModelType>SubscriptionModel</CommercialModelType></DealTerms></Deal>
</ReleaseDeal></DealList>""" * deals
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ern:NewReleaseMessage xmlns:ern="http://ddex.net/xml/ern/43">
{header(created, message=message)}
<PartyList>
<Party><PartyReference>PLabel</PartyReference><PartyName><FullName>Label of
 {label}</FullName></PartyName><PartyId><DPID>{label}</DPID></PartyId></Party>
<Party><PartyReference>PArtist</PartyReference><PartyName><FullName>The Band
</FullName></PartyName><PartyId><ISNI>000000012146438X</ISNI></PartyId></Party>
</PartyList>
<ResourceList><SoundRecording><ResourceReference>A1</ResourceReference>
<SoundRecordingEdition><ResourceId><ISRC>ZZ-X99-24-00001</ISRC></ResourceId>
</SoundRecordingEdition></SoundRecording>
<Image><ResourceReference>A2</ResourceReference><Type>FrontCoverImage</Type>
<ResourceId><ProprietaryId Namespace="DPID:{SENDER}">PACKSHOT:1</ProprietaryId>
</ResourceId><ResourceRightsController><RightsControllerPartyReference>PLabel
</RightsControllerPartyReference></ResourceRightsController>
<CLine><CLineText>(C) 2024 Example</CLineText></CLine>
<TechnicalDetails>{image}</TechnicalDetails></Image></ResourceList>
<ReleaseList><Release><ReleaseReference>R0</ReleaseReference>
<ReleaseId><GRid>A10302B0003989564F</GRid><ICPN>{icpn}</ICPN>
<CatalogNumber>EXR-001</CatalogNumber></ReleaseId>
<DisplayTitleText>{title}</DisplayTitleText>
<DisplayArtist><ArtistPartyReference>PArtist</ArtistPartyReference>
</DisplayArtist><ReleaseLabelReference>PLabel</ReleaseLabelReference>
<ResourceGroup><ResourceGroup><ResourceGroupContentItem>
<ReleaseResourceReference>A1</ReleaseResourceReference>
</ResourceGroupContentItem></ResourceGroup>
<LinkedReleaseResourceReference>A2</LinkedReleaseResourceReference>
</ResourceGroup></Release></ReleaseList>{deal}{extra}
</ern:NewReleaseMessage>""".encode()


def file4(data, algorithm="SHA-256", digest=None, uri="resources/1.png"):
    name = algorithm.replace("-", "").lower()
    value = digest or hashlib.new(name, data).hexdigest()
    return (f"<File><URI>{uri}</URI><HashSum><Algorithm>{algorithm}</Algorithm>"
            f"<HashSumValue>{value}</HashSumValue></HashSum></File>")


def ern3(data, created="2024-05-16", takedown=False, update=False, algorithm="MD5",
         extra=""):
    """A message of ERN 3.8.2 for the same release."""
    terms = ("<TakeDown>true</TakeDown><ValidityPeriod><StartDate>2025-03-01"
             "</StartDate></ValidityPeriod>" if takedown else
             "<CommercialModelType>Sale</CommercialModelType>")
    value = hashlib.new(algorithm.lower(), data).hexdigest()
    flag = "UpdateMessage" if update else "OriginalMessage"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ern:NewReleaseMessage xmlns:ern="http://ddex.net/xml/ern/382"
 MessageSchemaVersionId="ern/382">
{header(created, message=f"T-{created}")}<UpdateIndicator>{flag}</UpdateIndicator>
<ResourceList><SoundRecording><SoundRecordingId><ISRC>ZZX992400001</ISRC>
</SoundRecordingId><ResourceReference>A1</ResourceReference></SoundRecording>
<Image><ImageId><ProprietaryId Namespace="DPID:{SENDER}">PACKSHOT:1
</ProprietaryId></ImageId><ResourceReference>A2</ResourceReference>
<ImageDetailsByTerritory><TerritoryCode>Worldwide</TerritoryCode>
<TechnicalImageDetails><File><FileName>1.png</FileName>
<FilePath>resources/</FilePath><HashSum><HashSum>{value}</HashSum>
<HashSumAlgorithmType>{algorithm}</HashSumAlgorithmType></HashSum></File>
</TechnicalImageDetails></ImageDetailsByTerritory>
<ImageDetailsByTerritory><TerritoryCode>DE</TerritoryCode>
<TechnicalImageDetails><File><FileName>1.png</FileName>
<FilePath>resources</FilePath></File></TechnicalImageDetails>
</ImageDetailsByTerritory></Image></ResourceList>
<ReleaseList><Release><ReleaseId><ISRC>ZZX992400001</ISRC></ReleaseId>
<ReleaseReference>R1</ReleaseReference><ReferenceTitle><TitleText>Song
</TitleText></ReferenceTitle><ReleaseResourceReferenceList>
<ReleaseResourceReference>A1</ReleaseResourceReference>
<ReleaseResourceReference>A2</ReleaseResourceReference>
</ReleaseResourceReferenceList></Release>
<Release IsMainRelease="true"><ReleaseId><GRid>A10302B0003989564F</GRid>
<ICPN IsEan="true">0012345678905</ICPN></ReleaseId>
<ReleaseReference>R0</ReleaseReference>
<ReferenceTitle><TitleText>Album</TitleText></ReferenceTitle>
<ReleaseResourceReferenceList><ReleaseResourceReference
 ReleaseResourceType="SecondaryResource">A2</ReleaseResourceReference>
</ReleaseResourceReferenceList><ReleaseDetailsByTerritory>
<DisplayArtistName>The Band</DisplayArtistName>
<LabelName>Example Records</LabelName></ReleaseDetailsByTerritory></Release>
</ReleaseList><DealList><ReleaseDeal><DealReleaseReference>R0
</DealReleaseReference><Deal><DealTerms>{terms}</DealTerms></Deal></ReleaseDeal>
</DealList>{extra}</ern:NewReleaseMessage>""".encode()


PURGE = f"""<ern:PurgeReleaseMessage xmlns:ern="http://ddex.net/xml/ern/43">
{header("2026-01-01", message="P")}<PurgedRelease><ReleaseId>
<ICPN>012345678905</ICPN></ReleaseId></PurgedRelease>
</ern:PurgeReleaseMessage>""".encode()

TRANSFER = f"""<CatalogTransfer><CatalogTransferCompleted>true
</CatalogTransferCompleted><EffectiveTransferDate>2025-01-01
</EffectiveTransferDate><CatalogReleaseReferenceList><CatalogReleaseReference>R0
</CatalogReleaseReference></CatalogReleaseReferenceList>
<TransferringTo><PartyId>{OTHER}</PartyId><PartyName><FullName>Buyer
</FullName></PartyName></TransferringTo></CatalogTransfer>"""

ARTWORK = f"{SENDER}:PACKSHOT:1"


class ErnTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        self.picture = program.picture(1)
        self.write("in/resources/1.png", self.picture)

    def bring(self, *paths, code=0):
        record, = self.records("catalogue", "import", "--catalogue", "cat",
                               *(paths or ["in"]), code=code)
        return record

    def exported(self, kind):
        text = self.run_program("catalogue", "export", "--catalogue", "cat")
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows
                if row["record"] == kind and "removed" not in row]

    def matches(self, path="in/resources/1.png", code=2):
        record, = self.records("match", "--catalogue", "cat", path, code=code)
        return [match["artwork_id"] for match in record["matches"]]

    def owner(self, day):
        self.run_program("--quiet", "screen", "--restart", "--catalogue", "cat",
                         "--output", "out", "--as-of", day, "in/resources/1.png",
                         code=2)
        row = json.loads((self.folder / "out/evidence.jsonl").read_text())
        return row["works"][0].get("holder")

    def test_a_new_release_of_4_3(self):
        self.write("in/a.xml", ern4(image=file4(self.picture)))
        done = self.bring()
        self.assertEqual((done["added"], done["messages"], done["faults"]),
                         (1, 1, []))
        self.assertEqual(self.matches(), [ARTWORK])
        artwork, = self.exported("artwork")
        self.assertEqual((artwork["party"], artwork["checksum"],
                          artwork["image_type"], artwork["cline"]),
                         (f"dpid:{SENDER}", "right: SHA-256",
                          "FrontCoverImage", "(C) 2024 Example"))
        work, = self.exported("work")
        self.assertEqual((work["icpn"], work["title"], work["artist"],
                          work["isrc"], work["catno"], work["grid"]),
                         ("00012345678905", "Album", "The Band", "ZZX992400001",
                          "EXR-001", "A10302B0003989564F"))
        again = self.bring()
        self.assertEqual((again["changed"], again["unchanged"]), (0, 1))

    def test_a_new_release_of_3_8_is_the_same_artwork(self):
        for number, algorithm in enumerate(("MD5", "SHA1")):
            self.write("in/a.xml", ern3(self.picture, algorithm=algorithm,
                                        created=f"2024-05-1{number}"))
            self.assertEqual(self.bring()["faults"], [])
            self.assertEqual(self.matches(), [ARTWORK])
            artwork, = self.exported("artwork")
            self.assertEqual(artwork["checksum"], f"right: {algorithm}")
            self.assertEqual(artwork["work"], "icpn:00012345678905")

    def test_base64_hashes_and_unknown_ones(self):
        digest = base64.b64encode(hashlib.sha1(self.picture).digest()).decode()
        self.write("in/a.xml", ern4(image=file4(self.picture, "SHA-1", digest)))
        self.assertEqual(self.bring()["added"], 1)
        self.write("in/a.xml", ern4(created="2024-06-01", message="M-2",
                                    image=file4(self.picture, "CRC32", "00")))
        self.assertEqual(self.bring()["faults"], [])
        artwork, = self.exported("artwork")
        self.assertEqual(artwork["checksum"], "unknown: CRC32")

    def test_a_wrong_hash_sum_keeps_the_picture_out(self):
        self.write("in/a.xml", ern4(image=file4(self.picture, digest="ab" * 32)))
        done = self.bring(code=3)
        self.assertEqual(done["added"], 0)
        self.assertIn("a.xml:", done["faults"][0])
        self.assertIn("Image A2: File", done["faults"][0])
        self.assertIn("wrong: SHA-256", done["faults"][0])
        self.assertEqual(self.exported("work")[0]["title"], "Album")

    def test_an_update_changes_words_and_picture(self):
        self.write("in/a.xml", ern4(image=file4(self.picture)))
        self.bring()
        other = self.write("in/resources/2.png", program.picture(2))
        self.write("in/b.xml", ern4(
            created="2024-07-01", message="M-2", title="Album (Deluxe)",
            image=file4(program.picture(2), uri="resources/2.png")))
        done = self.bring("in/b.xml")
        self.assertEqual((done["replaced"], done["faults"]), (1, []))
        self.assertEqual(self.exported("work")[0]["title"], "Album (Deluxe)")
        self.assertEqual(self.matches(other), [ARTWORK])
        self.matches(code=0)
        # Words alone need no picture, and the older message comes too late.
        self.write("in/c.xml", ern4(created="2024-08-01", message="M-3",
                                    title="Third"))
        self.assertEqual(self.bring("in/c.xml")["faults"], [])
        late = self.bring("in/a.xml")
        self.assertEqual(late["changed"], 0)
        self.assertIn("later message", late["notes"][0])
        self.assertEqual(self.exported("work")[0]["title"], "Third")

    def test_another_label_owns_from_the_update_on(self):
        self.write("in/a.xml", ern4(image=file4(self.picture)))
        self.write("in/b.xml", ern4(created="2025-01-01", message="M-2",
                                    label=OTHER, image=file4(self.picture)))
        self.bring()
        self.assertEqual(self.owner("2024-12-31"), f"Label of\n {SENDER}")
        self.assertEqual(self.owner("2025-01-01"), f"Label of\n {OTHER}")
        self.assertEqual(self.bring()["changed"], 0)

    def test_a_catalogue_transfer(self):
        self.write("in/a.xml", ern4(image=file4(self.picture), extra=TRANSFER))
        self.bring()
        self.assertEqual(self.owner("2024-12-31"), f"Label of\n {SENDER}")
        self.assertEqual(self.owner("2025-01-01"), "Buyer")
        self.assertEqual(self.bring()["changed"], 0)

    def test_a_take_down_ends_the_claim_and_keeps_the_artwork(self):
        self.write("in/a.xml", ern3(self.picture))
        self.write("in/b.xml", ern3(self.picture, created="2025-02-01",
                                    takedown=True, update=True))
        for changed in (True, False):
            self.assertEqual(self.bring()["changed"] > 0, changed)
            self.assertEqual(self.matches(), [ARTWORK])
            artwork, = self.exported("artwork")
            self.assertEqual(artwork["valid_to"], "2025-03-01")
        self.assertEqual(self.owner("2025-03-01"), "Example Records")
        self.assertIsNone(self.owner("2025-03-02"))

    def test_territories_and_the_iscc_are_kept_and_told(self):
        controlled = ("</ResourceRightsController>", """<DelegatedUsageRights>
<TerritoryOfRightsDelegation>DE</TerritoryOfRightsDelegation>
<TerritoryOfRightsDelegation>AT</TerritoryOfRightsDelegation>
</DelegatedUsageRights></ResourceRightsController><ResourceRightsController>
<RightsControllerPartyReference>PArtist</RightsControllerPartyReference>
</ResourceRightsController>""")
        dealt = ("<DealTerms>", """<DealTerms><ExcludedTerritoryCode>US
</ExcludedTerritoryCode>""")
        iscc = "ISCC:EEA6NC2TCVUF2VKL"
        print_of = """<Fingerprint><Algorithm Namespace="X"
 UserDefinedValue="ISCC-IMAGE-V0">UserDefined</Algorithm><DataType>HexBinary
</DataType><FingerprintValue>{}</FingerprintValue></Fingerprint>""".format
        for day, (old, new), territories, value, told, valid in (
                ("2024-05-16", dealt, "Worldwide -US", "e68b5315685d554b", iscc,
                 True),
                ("2024-05-17", controlled, "DE AT", iscc, iscc, True),
                ("2024-05-18", controlled, "DE AT", "ISCC:X", "ISCC:X", False)):
            text = ern4(day, file4(self.picture) + print_of(value)).decode()
            self.write("in/a.xml", text.replace(old, new, 1).encode())
            self.bring()
            artwork, = self.exported("artwork")
            self.assertEqual((artwork["territories"], artwork["iscc"],
                              artwork.get("invalid", "")),
                             (territories, told, "" if valid else "iscc"))
            self.assertEqual(artwork.get("note", ""),
                             "" if old == "<DealTerms>" else
                             "also controlled by The Band")
        info, = self.records("catalogue", "info", "--catalogue", "cat")
        self.assertEqual((info["parties"], info["works"], info["claims"],
                          info["declarations"], info["invalid_ids"]),
                         (1, 1, 1, 0, 1))
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "out", "in/resources/1.png", code=2)
        row = json.loads((self.folder / "out/evidence.jsonl").read_text())
        self.assertEqual(row["works"][0]["territories"], "DE AT")
        self.run_program("report", "out")
        self.assertIn('"DE AT"', (self.folder / "out/report/disclosure.csv"
                                  ).read_text())

    def test_a_take_down_in_one_territory_is_none(self):
        self.write("in/a.xml", ern3(self.picture))
        text = ern3(self.picture, created="2025-02-01", takedown=True,
                    update=True).decode()
        kept = """<Deal><DealTerms><TerritoryCode>FR</TerritoryCode></DealTerms>
</Deal></ReleaseDeal>"""
        self.write("in/b.xml", text.replace("</ReleaseDeal>", kept).encode())
        self.bring()
        artwork, = self.exported("artwork")
        self.assertNotIn("valid_to", artwork)
        self.assertEqual(artwork["territories"], "Worldwide")

    def test_an_update_without_deals_is_a_take_down(self):
        self.write("in/a.xml", ern4(image=file4(self.picture)))
        self.write("in/b.xml", ern4(created="2025-02-01", message="M-2",
                                    image=file4(self.picture), deals=0))
        self.bring()
        self.assertEqual(self.exported("artwork")[0]["valid_to"], "2025-02-01")

    def test_nobody_else_takes_down(self):
        self.write("in/a.xml", ern4(image=file4(self.picture)))
        self.bring()
        self.write("in/b.xml", PURGE.replace(SENDER.encode(), OTHER.encode()))
        done = self.bring("in/b.xml")
        self.assertEqual(done["removed"], 0)
        self.assertIn("did not come from this sender", done["notes"][0])
        self.assertEqual(self.matches(), [ARTWORK])

    def test_a_purge_removes(self):
        self.write("in/a.xml", ern4(image=file4(self.picture)))
        self.write("in/b.xml", PURGE)
        self.assertEqual(self.bring()["removed"], 1)
        self.matches(code=0)
        self.assertEqual(self.exported("artwork"), [])

    def test_a_batch_tells_hash_sums_and_take_downs(self):
        message = ern4(image=file4(self.picture))
        self.write("b/1/1.xml", message)
        self.write("b/1/resources/1.png", self.picture)

        def manifest(digest, rest="", created="2024-05-17"):
            return self.write("b/BatchComplete_1.xml", f"""<echo:ManifestMessage
 xmlns:echo="http://ddex.net/xml/ern-c/15">{header(created, message="B")}
<MessageInBatch><DeliveryType>NewReleaseDelivery</DeliveryType>
<URL>1/1.xml</URL><HashSum><HashSum>{digest}</HashSum><HashSumAlgorithmType>MD5
</HashSumAlgorithmType></HashSum></MessageInBatch>{rest}
</echo:ManifestMessage>""".encode())

        manifest("ab" * 16)
        done = self.bring("b", code=3)
        self.assertEqual(done["added"], 0)
        self.assertIn("not the message that was sent", done["faults"][0])
        manifest(hashlib.md5(message).hexdigest())
        self.assertEqual(self.bring("b")["added"], 1)
        manifest(hashlib.md5(message).hexdigest(), """<MessageInBatch>
<DeliveryType>TakeDown</DeliveryType><IncludedReleaseId><ICPN>012345678905
</ICPN></IncludedReleaseId></MessageInBatch>""", created="2026-02-02")
        self.bring("b")
        self.assertEqual(self.exported("artwork")[0]["valid_to"], "2026-02-02")

    def test_a_broken_message_is_named_and_the_rest_imported(self):
        whole = ern4(image=file4(self.picture))
        self.write("in/a.xml", whole[:whole.index(b"<ReleaseList>")])
        self.write("in/b.xml", b"<html><body/></html>")
        self.write("in/c.xml", b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b '
                               b'"&a;&a;">]><a>&b;</a>')
        self.write("in/d.xml", ern4(message="M-9", created="2025-01-01",
                                    image=file4(self.picture)))
        self.write("in/e.xml", b"")
        self.write("in/f.xml", ern4(image=file4(
            self.picture, uri="../../etc/passwd")).replace(b":1<", b":2<"))
        done = self.bring(code=3)
        self.assertEqual(self.matches(), [ARTWORK])
        faults = "\n".join(done["faults"])
        for told in ("in/a.xml:22: HashSumValue: Premature end", "in/b.xml:1: html: is no",
                     "in/c.xml:1: document: a document type",
                     "in/e.xml:1: document: not XML", "in/f.xml:"):
            self.assertIn(told, faults)
        self.assertIn("is not in the folder of the delivery", faults)

    def test_invalid_identifiers_are_kept_and_told(self):
        self.write("in/a.xml", ern4(image=file4(self.picture), icpn="123456789"))
        done = self.bring()
        self.assertEqual(done["invalid_identifiers"], 1)
        self.assertIn("icpn 00000123456789 is not valid", done["invalid"][0])
        self.assertEqual(self.exported("work")[0]["invalid"], "icpn")


if __name__ == "__main__":
    program.main()
