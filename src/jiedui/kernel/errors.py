"""The error catalogue: one stable code for each thing that can be wrong, and values that carry it.

A `Problem` is a value: what was found, where, what was expected. Problems in data are collected and returned;
`Refused` is raised where an action cannot go on, and carries one problem or many. The texts are English
message ids with named fields; a face translates them (see `jiedui.config.language`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]

CATALOGUE: dict[str, str] = {
    # FILE: the file as a whole
    "FILE-001": "No such file.",
    "FILE-002": "The file is empty.",
    "FILE-003": "The file is not a workbook that can be read: expected .xlsx, .xls, .ods or .csv, found {found}.",
    "FILE-004": "The workbook is damaged and cannot be opened ({detail}). Open it in a spreadsheet, save it again and send it anew.",
    "FILE-005": "The file is larger than {limit_mb} MB.",
    "FILE-006": "Unpacked, the workbook would take more than {limit_mb} MB. It was not opened.",
    "FILE-007": "The workbook's XML declares entities or a document type, which no spreadsheet does. It was not opened.",
    "FILE-008": "Sheet {sheet} spans {rows} rows by {columns} columns but only {filled} cells hold anything. "
    "Delete the empty rows and columns behind the data, save, and send it again.",
    "FILE-009": "The text is neither UTF-8 nor GB18030: byte {offset} cannot be read.",
    "FILE-010": "The workbook is protected with a password. Remove the password and send it again.",
    "FILE-011": "No sheet of the workbook was recognised as a register.",
    "FILE-012": "Sheet {sheet} has more than {limit} rows; split it into several workbooks.",
    "FILE-013": "The folder {folder} cannot be written: {detail}.",
    "FILE-014": "The workbook holds more than {limit} cells; split it into several workbooks.",
    "FILE-015": "The workbook is an archive of {found} parts; one of more than {limit} is not opened.",
    "FILE-016": "Part {part} of the workbook unpacks to more than {limit} times its size, which no sheet does. It was not opened.",
    "FILE-017": "Line {line} of the text holds a cell of more than {limit} characters. Is a quotation mark missing?",
    "MEND-001": "The sheet has no such cell; nothing was mended.",
    "MEND-002": "The text is longer than {limit} characters; nothing was mended.",
    "FILE-019": "More than {limit} workbooks at once; send them in several goes. Nothing was kept.",
    "FILE-018": "The file cannot be read: {detail}.",
    # PROSE: a text that is to be checked
    "PROSE-001": "The file is not a text that can be read: expected .docx, .txt, .md, .html or .pdf. Save it as one of these and send it again.",
    "PROSE-002": "The PDF holds pictures of pages and no text. Send the document it was made from.",
    "PROSE-003": "The document is damaged and cannot be opened. Open it in a word processor, save it again and send it anew.",
    "PROSE-004": "The text is longer than {limit} characters; check it in parts.",
    "PROSE-005": "The PDF has {found} pages; one of more than {limit} is not opened.",
    "PROSE-006": "There is no text to check. Paste one or choose a file.",
    # SHEET: how a sheet was read
    "SHEET-001": "The sheet looks like {register}, but the required column {heading} is missing.",
    "SHEET-002": "Two columns are both read as {heading}: {first} and {second}.",
    "SHEET-003": "No unit is stated for this amount. Write it in the heading, e.g. {heading}(万元), or above the table, e.g. 单位:万元.",
    "SHEET-004": "The sheet could be {first} as well as {second}. Name the sheet after the register, or use its template.",
    "SHEET-005": "The unit {found} does not fit this column; expected one of {expected}.",
    "SHEET-006": "The {kind} row says {found}, its rows add up to {expected}.",
    "SHEET-007": "Below the heading there is no row of data.",
    "SHEET-008": "The sheet is hidden and was left out; unhide it to have it read.",
    "SHEET-009": "The column {heading} is not known in {register} and was left out.",
    "SHEET-010": "No heading row of a register was found on this sheet; it was left out.",
    "SHEET-011": "One amount is merged over {rows} rows; write each row its own amount, or unmerge the cell.",
    "SHEET-012": "Both {first} and {second} name the {heading}; the first is used.",
    # CELL: one cell
    "CELL-001": "Nothing is filled in; {expected} is required.",
    "CELL-002": "{found} is not a number; expected {expected}.",
    "CELL-003": "{found} is not a whole number of {unit}.",
    "CELL-004": "{found} is not a date; expected e.g. 2023-09-30, 2023.9 or 2023年9月.",
    "CELL-005": "{found} is an approximate amount; expected an exact one.",
    "CELL-006": "{found} must not be negative.",
    "CELL-007": "{found} is not one of {expected}.",
    "CELL-008": "{found} is not a region known to the ledger.",
    "CELL-009": "{found} could be {candidates}; write the region's full name or its code.",
    "CELL-010": "The spreadsheet turned this identity number into {found}: its last digits are lost. Format the column as text and type it again.",
    "CELL-011": "An identity number has 18 characters; found {length}.",
    "CELL-012": "The identity number's check character is wrong ({masked}).",
    "CELL-013": "The identity number holds no possible date of birth ({masked}).",
    "CELL-014": "{found} is not a unified social credit code: it has 18 characters without I, O, S, V, Z.",
    "CELL-015": "The check character of credit code {found} is wrong.",
    "CELL-016": "{found} is longer than {limit} characters.",
    "CELL-017": "There is no record in {register} that answers to {found}.",
    "CELL-018": "{found} answers to {count} records in {register}; give its {expected} too.",
    "CELL-019": "{found} is not yes or no; expected 是/否, √/× or 1/0.",
    "CELL-020": "{found} lies outside {low} to {high}.",
    "CELL-021": "The cell holds a formula without a stored result. Open the workbook in a spreadsheet, let it calculate, save, and send it again.",
    "CELL-022": "The cell shows the spreadsheet error {found}.",
    "CELL-023": "{found} is not a telephone number.",
    "CELL-024": "{found} is a number too large to be kept exactly.",
    "CELL-027": "{found} is a region of another level than this column asks for.",
    "CELL-028": "There is no record {found} in {register}; the column 记录号 holds the numbers of this ledger's own exports.",
    "CELL-029": "{found} is masked; type the whole number, or keep the export's column 记录号 beside it.",
    "CELL-030": "{found} is not the masked number of record {record}; type the whole number if it has changed.",
    "CELL-031": "The text holds a person's identity number. It is kept masked: {shown}",
    "CELL-032": "The spreadsheet turned this account number into {found}: its last digits are lost. Format the column as text and type it again.",
    "CELL-034": "{found} is not a number of degrees between -{bound} and {bound}; a position is written in decimals: 22.816730.",
    "CELL-033": "{found} is not a bank card or account number: it has 12 to 19 digits.",
    # ROW: one record
    "ROW-001": "This row and row {other} describe the same record but differ in {fields}.",
    "ROW-002": "This row repeats row {other}.",
    "ROW-003": "{part} ({part_value}) is more than {whole} ({whole_value}).",
    "ROW-004": "{later} ({later_value}) is before {earlier} ({earlier_value}).",
    "ROW-006": "Two records carry the same {field} {found}: {first} and {second}.",
    "ROW-007": "Two different {field} stand under one name: {first} and {second}.",
    "ROW-008": "The place of work must be given down to the county.",
    "ROW-009": "Someone who works outside the home county cannot be employed by {found}.",
    "ROW-010": "A travel subsidy needs work outside the home county.",
    "ROW-011": "The same person is at two places between {start} and {end}.",
    "ROW-012": "The project is finished since {since} but not accepted.",
    "ROW-013": "The stage {stage} needs {needs}.",
    "ROW-014": "A recognised workshop employs at least {expected} persons lifted out of poverty; found {found}.",
    "ROW-015": "{found} is left over after {sum} of {whole}: the parts do not add up.",
    "ROW-016": "Paid in ({part_value}) is more than agreed ({whole_value}).",
    "ROW-018": "Just one of {fields} must be filled in; found {found}.",
    "ROW-022": "{found} is not the number of a cell of the grid.",
    "ROW-023": "The cell's area is {expected} m²; found {found}.",
    "ROW-024": "A visit needs a place, a project, an enterprise, a village or township, or a position.",
    "ROW-025": "A position needs both its latitude and its longitude.",
    "ROW-026": "A place of the kind {kind} is known by its code: its region must be that very one; found {found}.",
    "ROW-021": "On {day} the shares of the park's income together are {found}, more than all of it.",
    "ROW-020": "The outcome {found} does not belong to the stage of the project; here one of these is asked for: {asked}.",
    "ROW-019": "The state is {state}, yet {field} is {found}.",
    # FORM: one record typed into a page
    "FORM-001": "There is a record with this {field} already: record {record}.",
    "FORM-002": "{found} is the {field} of another record already.",
    "FORM-003": "Choose the unit of this amount: {expected}.",
    # EVIDENCE: files that prove a record
    "EVIDENCE-001": "{file} is larger than {limit_mb} MB.",
    "EVIDENCE-002": "{file} is none of the kinds of files that are kept as evidence: {accepted}.",
    "EVIDENCE-003": "{file} is empty.",
    "EVIDENCE-004": "No file was chosen.",
    "EVIDENCE-005": "{count} files at once are too many; send at most {limit}.",
    "EVIDENCE-006": "{found} is not a kind of evidence. There are: {expected}.",
    "EVIDENCE-008": "Together the files are larger than {limit_mb} MB; send them in several goes.",
    "EVIDENCE-007": "A piece of evidence proves a record, not another piece of evidence.",
    # JOURNAL
    "JOURNAL-001": "The account {account} is not declared.",
    "JOURNAL-002": "The account {account} has {found} segments after {base}; expected {expected}.",
    "JOURNAL-003": "The amount {amount} in {account} is not a whole number that fits 64 bits.",
    "JOURNAL-004": "The record {record} was changed meanwhile: you saw version {seen}, the ledger holds version {present}.",
    "JOURNAL-005": "There is no batch {batch}.",
    "JOURNAL-006": "Batch {batch} cannot be undone: record {record} was changed by batch {later} since.",
    "JOURNAL-007": "Batch {batch} has been undone already, by batch {by}.",
    "JOURNAL-008": "Nothing in batch {batch} waits for confirmation.",
    "JOURNAL-009": "The batch holds nothing to write.",
    "JOURNAL-011": "Batch {batch} cannot be undone: record {record} is used by record {user}.",
    "JOURNAL-012": "The record {record} is not there (any more).",
    "JOURNAL-013": "The record {record} cannot be voided: record {user} uses it.",
    # RIGHT: who may do what
    "RIGHT-001": "{member} may not {right}: no role allows it.",
    "RIGHT-002": "{region} lies outside the scope in which {member} may {right}.",
    "RIGHT-003": "{member} may not change their own membership or roles; another administrator has to.",
    "RIGHT-004": "An administrator holds no other role at the same time; {member} would be {roles}.",
    "RIGHT-005": "{member} confirms up to level {level}, not at level {asked}.",
    "RIGHT-006": "{member} entered record {record} and so cannot confirm it or take it back; somebody else has to.",
    "RIGHT-007": "Record {record} is above {limit} 元, so two reviewers sign; {member} has signed it already.",
    "RIGHT-008": "{region} does not lie in the region of the member's office.",
    # MEMBER: who somebody is, passwords, sessions
    "MEMBER-001": "There is no member {login}.",
    "MEMBER-002": "The sign-in name or the password is wrong.",
    "MEMBER-003": "Too many sign-ins have failed; this name is locked here for {minutes} more minutes.",
    "MEMBER-004": "There is no office {office}.",
    "MEMBER-005": "{login} cannot be a sign-in name: expected 1 to {limit} characters without blanks.",
    "MEMBER-006": "The sign-in name {login} is a member's already, or was one's who has left.",
    "MEMBER-007": "There is no role {role}. There are: {known}.",
    "MEMBER-008": "{member} holds the role {role} already.",
    "MEMBER-009": "{member} does not hold the role {role}.",
    "MEMBER-010": "The old password is wrong; the new one was not taken.",
    "MEMBER-011": "A password has at least {least} characters.",
    "MEMBER-012": "This password is one of those used most and would be guessed; choose another.",
    "MEMBER-013": "A password of digits alone would be guessed; add other characters.",
    "MEMBER-014": "The password resembles the member's name; choose another.",
    "MEMBER-015": "The two passwords differ; nothing was changed.",
    "MEMBER-016": "This session is not there (any more).",
    "MEMBER-017": "jiedui {command} is run by the operator of the machine, not as a member; leave --as out.",
    "MEMBER-018": "{member} cannot hand over to themselves: name somebody else who takes over.",
    "MEMBER-019": "{member} is no member of an office from {day} on, and so cannot take over.",
    "MEMBER-020": "{member} belongs to {office}, whose work does not reach {region}; somebody who works there has to take over.",
    "MEMBER-021": "{member} has handed over already: nothing open points at them, and nothing was changed.",
    "MEMBER-022": "Several members are called {name}, so it cannot be told by the name whose the duties and projects are. Tell them apart by their names first.",
    "MEMBER-023": "The witness {member} has to be a third member, who neither gives nor takes and is one today.",
    "MEMBER-024": "{found} does not say who takes what: expected REGISTER-NUMBER=MEMBER, for example projects-12=li-si, and at most {limit} of them.",
    "MEMBER-025": "{found} is nothing that this hand-over gives to anybody.",
    "MEMBER-026": "{member} keeps “{found}” already: let somebody else take it, or void one of the two first.",
    # REVIEW: confirming, returning, closing
    "REVIEW-001": "A return needs a comment that says what is to be mended.",
    "REVIEW-002": "{region} is closed up to {until}; a change dated {day} needs a reason.",
    "REVIEW-003": "{region} is closed up to {until}; a change dated {day} needs a manager.",
    "REVIEW-004": "{register}: a confirmed record does not go from {old} to {new}; from there it goes to {allowed}.",
    # VERIFY: what the verification can find
    "VERIFY-001": "Batch {batch}: the stored hash is not the hash of what is stored.",
    "VERIFY-002": "Batch {batch} does not follow batch {expected}.",
    "VERIFY-003": "Batch {batch}: {what} number {number} is missing or out of order.",
    "VERIFY-004": "Balance {cell}: stored {found}, the postings give {expected}.",
    "VERIFY-005": "Record {record} of {register}: field {field} is {found}, the journal says {expected}.",
    "VERIFY-006": "Record {record} of {register} is in the table but not in the journal.",
    "VERIFY-007": "Record {record} of {register} is in the journal but not in the table.",
    "VERIFY-008": "The head of the chain says batch {found}; the last batch is {expected}.",
    "VERIFY-009": "The regions table is not the one that batch {batch} loaded.",
    "VERIFY-010": "Balance history {cell} at batch {batch}: stored {found}, the postings give {expected}.",
    "VERIFY-011": "Subject {subject}: account {account} stands at {found}, its records make {expected}.",
    "VERIFY-012": "Batch {batch}: a {what} belongs to no batch of the chain.",
    "VERIFY-014": "Record {record} of {register}: its key does not open what it sealed.",
    "VERIFY-016": "The boundaries and the cells of the grid are not those that batch {batch} loaded.",
    "VERIFY-017": "{region}: the register of grids says {found} cells of {found_area} m², the grid has {expected} of {expected_area} m².",
    "VERIFY-018": "{count} visited cells stand in another region than the grid says.",
    "VERIFY-015": "Sealed numbers, names and kept files could not be checked: {detail}",
    "VERIFY-013": "The stored copy of file {digest} is missing or damaged.",
    # CATALOGUE: the indicators' file
    "CATALOGUE-001": "The catalogue file cannot be read: {detail}.",
    "CATALOGUE-002": "Indicator {indicator}: {detail}.",
    "CATALOGUE-003": "There is no indicator {indicator}.",
    # REPORT: published reports and documents
    # TRACK: tracks that members bring
    "TRACK-001": "Choose the files of one track: at least one, at most {limit}, none of them empty.",
    "TRACK-002": "This is no track. Expected GPX, KML, KMZ, GeoJSON, a table with a column of latitudes and one of longitudes, or photos (JPEG).",
    "TRACK-003": "The file is damaged: {detail}.",
    "TRACK-004": "Nothing in it says where anybody was.",
    "TRACK-005": "Point {point} is nowhere on the earth: {found}. Expected degrees in decimals, e.g. 23.709120 and 108.173630.",
    "TRACK-006": "{found} is not a time; expected e.g. 2023-09-30T08:00:00Z.",
    "TRACK-007": "The files are larger than {limit_mb} MB; bring the track in parts.",
    "TRACK-008": "The track has more than {limit} points; bring it in parts.",
    "TRACK-009": "Some points have no time. Say which day they are of.",
    "TRACK-010": "A point is dated {day}; expected a day from {first} to {last}.",
    "TRACK-011": "{found} is not a coordinate system. Say which one the points are in: {known}.",
    "TRACK-012": "No boundaries are loaded, so there are no cells to fall into. Load them first: jiedui boundaries load",
    "TRACK-013": "None of the {count} points lies in a region of the boundaries; was the right coordinate system named?",
    "TRACK-014": "There is no track {track}.",
    "TRACK-015": "Batch {batch} is a member's track and cannot be undone; its owner deletes the track, or single days are voided.",
    "TRACK-016": "{member} has no tracks.",
    "TRACK-017": "A track is somebody's own: say whose it is with --as MEMBER.",
    # FOOT: the footprint, its tiles and its round trip
    "FOOT-001": "JIEDUI_TILES is no address of map tiles: expected https://host/…{{z}}…{{x}}…{{y}}, found {found}.",
    "FOOT-002": "JIEDUI_TILES_APPROVAL is missing: a map layer is shown with its approval number (审图号) or not at all.",
    "FOOT-003": "JIEDUI_TILES_COORDINATES is {found}; expected one of {known}. It is never guessed.",
    "FOOT-004": "Place {found} is no place with a position from which a round trip can start. Choose one from the list.",
    "FOOT-005": "A round trip takes {hours} hours, a stop {minutes} minutes.",
    "FOOT-006": "No boundaries of this region are loaded, so there is no map to draw; see jiedui boundaries load.",
    # PLAN: the year plan drafted from the project library
    "PLAN-001": "The budget {found} of {region} is no amount: expected 万元 of zero or more, at most six places behind the point.",
    "PLAN-002": "The share of industry {found} is no percentage: expected 0 to 100.",
    "PLAN-003": "The draft holds no project, so there is nothing to approve.",
    "PLAN-004": "The library has changed since this draft was shown: look at it again. Nothing was saved.",
    "PLAN-005": "An approval needs its number, of at most {limit} characters.",
    "PLAN-006": "{found} is no day of an approval: expected one from {listed}, when the last of the projects was listed, to today.",
    "REPORT-001": "The title is longer than {limit} characters.",
    "REPORT-002": "A report needs a title.",
    "REPORT-003": "{found} is not a kind of report. There are: {known}.",
    "REPORT-004": "The kept figures of report {number} are missing or damaged (file {digest}). Nothing is shown in their place.",
    "REPORT-005": "The template {file} cannot be opened as a Word document: {detail}.",
    "REPORT-006": "The template {file} names what a report does not know: {names}. It may name: {known}.",
    "REPORT-007": "The template {file} cannot be filled in: {detail}.",
    "REPORT-008": "A report is made either from a snapshot or from a lens; leave out {options}.",
    "REPORT-009": "{found} is not the address of pages: expected e.g. https://ledger.example.",
    # REGION
    "REGION-001": "{found} is not a region code: expected 6 or 12 digits.",
    "REGION-002": "There is no region {found}.",
    "REGION-003": "Line {line}: {detail}.",
    "REGION-004": "The ledger holds no records yet, so it has no region of its own; name one with --region.",
    # MAP: boundaries of regions
    "MAP-001": "The file is no GeoJSON that can be read: {detail}. Expected a FeatureCollection of regions.",
    "MAP-002": "{found} is not a coordinate system that boundaries may be in; expected one of {expected}.",
    "MAP-003": "The file says that its coordinates are {found}. Expected longitude and latitude in degrees; convert it first.",
    "MAP-004": "No region of the file has a property {found}. It has: {expected}.",
    "MAP-005": "Feature {feature}: {found} is not a position; expected two numbers, longitude and latitude.",
    "MAP-006": "Feature {feature}: {found} does not lie in China. Expected degrees, the longitude before the latitude.",
    "MAP-007": "The file holds no boundary of a county that the ledger knows. Nothing was loaded.",
    "MAP-008": "{field} is missing or longer than {limit} characters.",
    "MAP-009": "{found} is not a resolution of the grid; expected {low} to {high}.",
    "MAP-010": "At resolution {resolution} the grid would have more than {limit} cells; choose a coarser one.",
    "MAP-011": "The ledger has no pairing yet, so it cannot say from which day on coverage counts; name the day with --from.",
    "MAP-012": "Batch {batch} loaded boundaries and cannot be undone: load the earlier boundaries again instead.",
    "MAP-020": "Feature {feature} has no code of a region ({found}) and was left out.",
    "MAP-021": "Feature {feature}: the code {found} is not known to the ledger; it was left out.",
    "MAP-022": "{region} is no county and was left out; the grid is cut by counties.",
    "MAP-023": "Feature {feature}: {region} is given without an area and was left out.",
    "MAP-024": "{region}: the code {found} was abolished; the boundary is taken for its successor.",
    "MAP-025": "{region}: {count} features carry its code and were joined.",
    "MAP-026": "{region}: {count} rings were not closed; they were closed by a straight line.",
    "MAP-027": "{count} rings ran the wrong way round and were turned.",
    "MAP-028": "{region}: {count} rings with fewer than three different points were left out.",
    "MAP-029": "{region}: the outline was not valid ({detail}) and was mended; its area went from {before} to {after} km².",
    "MAP-030": "{count} positions carry a height, which was left out.",
    "MAP-031": "{region} and {other} overlap by {area} km²; cells in the overlap were given to the first.",
    "MAP-032": "{region}: the area inside the boundary is {found} km², published are {expected} km²: {percent} % off.",
    "MAP-033": "No area is published for {region} in the product's list; {found} km² was compared with nothing.",
    "MAP-040": "{region}: {count} cells went to regions of the new boundaries.",
    "MAP-041": "{count} visited cells lie in no region of the grid any more; they are kept and count no more.",
    "MAP-042": "{count} visited cells lie in a region of the grid again and count again.",
    "MAP-043": "{count} visited cells lie in another county now and count there.",
    "MAP-044": "The grid has resolution {after} now, it had {before}: cells visited before count no more, and coverage begins anew. A track counts again when its owner has it counted in the present grid, on its page.",
    "MAP-045": "{count} visits have a position in no cell of the grid. They count at their place; a cell is given to each as it is saved again.",
    "MAP-047": "No map approval number was stated (--approval): pages and pictures say that the boundaries have none.",
    "MAP-046": "{region} has no boundary any more: its code was succeeded by one of the file.",
    # PRIVACY: sealed numbers and names
    "PRIVACY-001": "Give a reason; it is kept in the journal.",
    "PRIVACY-002": "{register} has no sealed field {field}. There are: {known}.",
    "PRIVACY-003": "The numbers and the name of record {record} were erased by batch {batch}; nobody can open them.",
    "PRIVACY-004": "Record {record} of {register} holds no {field}.",
    # KEYS: the ledger's keys
    "KEYS-001": "JIEDUI_CIPHER is {found}; expected one of {known}.",
    "KEYS-002": "{file} is there already; keys are never overwritten.",
    "KEYS-003": "The keys stand in JIEDUI_KEYS, which this command cannot change. Name a file for the new ones with -o, and put its text into JIEDUI_KEYS.",
    "KEYS-004": "Key {key} is still in use: {records} records and {files} kept files. Run first: jiedui keys rotate",
    "KEYS-005": "There is no key beside the current one {key}.",
    # LEDGER: the data folder and commands
    "LEDGER-001": "There is no ledger in {folder}. Make one with: jiedui init",
    "LEDGER-002": "There is a ledger in {folder} already.",
    "LEDGER-003": "There is no register {register}. There are: {known}.",
    "LEDGER-004": "{found} is not a day; expected e.g. 2023-09-30.",
    "LEDGER-005": "{found} is not a time; expected e.g. 2023-09-30 or 2023-09-30T18:00.",
    "LEDGER-006": "The keys ({file}) are missing or damaged, so sealed numbers and names cannot be read or written. Everything else works.",
    "LEDGER-007": "The database cannot be reached: {detail}.",
    "LEDGER-008": "The output folder {folder} does not exist.",
    "LEDGER-009": "The period is empty: since {since} is not before the day after {as_of}.",
    "LEDGER-010": "The database address cannot be used: {detail}.",
    "LEDGER-011": "{count} problems; nothing was saved. Mend them, or take the good rows with --accept-good-rows.",
    "LEDGER-013": "One annotated copy can be written for one file at a time.",
    "LEDGER-014": "The keys ({file}) are not this ledger's: it was made with the keys {expected}, these are {found}. Nothing was sealed or opened.",
    # VISIT: recording visits, and what must follow from them
    "VISIT-001": "The visit's own number {found} is none that a page of this ledger gives. Open the page again.",
    "VISIT-002": "A visit is recorded when it has been; {found} lies ahead.",
    "VISIT-003": "What was chosen in {register} is not there, or lies outside what you may record. Choose another.",
    "VISIT-004": "Say in which county the visit was: neither what it names nor its position says it.",
    "VISIT-005": "An on-site check is one of a project. Choose the project, or leave the check empty.",
    "VISIT-006": "The check has no outcome. At the stage of the project on that day one of these is asked for: {asked}.",
    "VISIT-007": "What must follow needs a content, an office in charge and a day by which it is due.",
    "VISIT-008": "{due} lies before the visit.",
    "VISIT-009": "The position lies in {region}, where you record no visits. Leave the position out, or have it recorded there.",
    "VISIT-010": "You recorded a check of this project on {day} already (record {record}). Change that one, or leave the check empty here.",
    "VISIT-011": "A visit with this number was recorded by another member. Nothing was saved.",
    "VISIT-012": "This visit was recorded by {member} and waits for them to sign in. Nothing was sent.",
    "VISIT-013": "More than {limit} things are to follow from one visit; enter the others in the register.",
    "VISIT-014": "Say in which coordinate system the position is: WGS-84 (a satellite receiver) or GCJ-02 (a Chinese map).",
    "VISIT-015": "This was done on {day} already.",
    "VISIT-016": "{found} lies ahead; what was done has a day that has been.",
    "VISIT-017": "Two things that must follow say the same: {content}.",
    "VISIT-018": "Say on which day the visit was.",
    "VISIT-019": "{found} was not understood. Choose from the list.",
    "VISIT-021": "{file} is no photo that can be kept; expected JPEG, PNG, WebP or GIF. The visit is saved without it.",
    "VISIT-020": "{found} is the name of several regions. Write it from the county down.",
    "LEDGER-024": "The pages cannot be served at {host}:{port}: {detail}. Name another port with --port.",
    "LEDGER-021": "{found} does not name a record; write REGISTER:NUMBER, e.g. projects:42.",
    "LEDGER-023": "{found} is not a level; expected 0 (all), 1 (county), 2 (city) or 3 (province).",
    "LEDGER-022": "Name either a batch or single records with --record.",
    "LEDGER-012": "The folder {folder} is not empty and holds no demonstration.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a sender's file a problem is. Row and column count from 1; either may be missing."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    heading: str = ""

    @property
    def cell(self) -> str:
        """The spreadsheet address, e.g. `F12`; empty when row or column is not known."""
        if self.row is None or self.column is None:
            return ""
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a catalogue code, its named fields, and where it is."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None
    severity: Severity = "error"

    def text(self, template: str | None = None) -> str:
        """The message with its fields filled in; `template` is a translation of the catalogue's text."""
        return (template or CATALOGUE[self.code]).format_map(dict(self.fields))


class Refused(Exception):
    """An action that was not carried out. `problems` says why; nothing was saved."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(f"{p.code} {p.text()}" for p in self.problems[:3]))


def refused(code: str, place: Place | None = None, **fields: object) -> Refused:
    """A refusal with one problem, to be raised."""
    return Refused(Problem(code, fields, place))


def column_letters(column: int) -> str:
    """`1` → `A`, `27` → `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
