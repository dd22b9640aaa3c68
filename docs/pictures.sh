#!/usr/bin/env bash
# Makes the pictures of the README from the demo, so that they show what the program does now.
# Needs LibreOffice (soffice), poppler-utils (pdftoppm), Chromium and ImageMagick (convert).
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
plain="-define png:exclude-chunks=date,time" # the same picture is the same file

.venv/bin/python jobs.py demo --out "$work/demo" >/dev/null

# The tab Thành viên of one ward: the first rows of its first printed page.
soffice --headless --convert-to pdf --outdir "$work" "$work/demo/wards/Phường Cửa Nam.xlsx" >/dev/null
page=$(for n in $(seq 1 20); do
    pdftotext -f "$n" -l "$n" "$work/Phường Cửa Nam.pdf" - | grep "Họ và tên \*" >/dev/null && echo "$n" && break
done)
pdftoppm -r 110 -png -f "$page" -l "$page" -singlefile "$work/Phường Cửa Nam.pdf" "$work/ward"
convert "$work/ward.png" -trim -crop 1000x560+0+0 +repage -colors 64 $plain docs/images/ward.png

# Its tab Cần sửa.
page=$(for n in $(seq 1 40); do
    pdftotext -f "$n" -l "$n" "$work/Phường Cửa Nam.pdf" - | grep "Đồng ý sửa" >/dev/null \
        && pdftotext -f "$n" -l "$n" "$work/Phường Cửa Nam.pdf" - | grep "Ngày phát" >/dev/null && echo "$n" && break
done)
pdftoppm -r 130 -png -f "$page" -l "$page" -singlefile "$work/Phường Cửa Nam.pdf" "$work/todo"
convert "$work/todo.png" -trim -crop 1400x620+0+0 +repage -colors 64 $plain docs/images/todo.png

# The last city mail, on a phone.
mail=$(ls "$work"/demo/outbox/*" city "*.html | tail -1)
cp "$mail" "$work/mail.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/browser" \
    --window-size=390,1500 --screenshot="$work/mail.png" "file://$work/mail.html" 2>/dev/null
convert "$work/mail.png" -colors 96 $plain docs/images/mail.png

# The first page of a draft decision.
.venv/bin/python jobs.py decision "Phường Cửa Nam" --config "$work/demo/config.toml" --as-of 2023-04-03 \
    --to "$work/decision.docx" >/dev/null
soffice --headless --convert-to pdf --outdir "$work" "$work/decision.docx" >/dev/null
pdftoppm -r 75 -png -l 1 -singlefile "$work/decision.pdf" "$work/decision"
convert "$work/decision.png" -colors 32 -bordercolor "#c9d3de" -border 1 $plain docs/images/decision.png
ls -l docs/images
