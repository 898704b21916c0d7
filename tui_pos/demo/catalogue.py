"""The goods of a kiryana: own words, rounded prices, invented in-store barcodes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui_pos.domain.barcode import check_digit

_IN_STORE = "29"


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `often` is how often it is sold against the others."""

    sku: str
    name: str
    name_ur: str
    unit: str
    rupees: int
    category: str
    often: int

    @property
    def barcode(self) -> str:
        """Its code: loose goods have none."""
        if self.unit == "kg":
            return ""
        body = f"{_IN_STORE}{int(self.sku[1:]):010d}"
        return body + check_digit(body)


_LISTED = """
staples
Atta chakki|آٹا چکی|kg|130|30
Atta fine|میدہ آٹا|kg|145|8
Atta bag 10 kg|آٹا تھیلا|pc|1290|14
Atta bag 20 kg|آٹا تھیلا بڑا|pc|2550|8
Maida|میدہ|kg|150|6
Sooji|سوجی|kg|170|5
Besan|بیسن|kg|280|8
Cheeni|چینی|kg|155|35
Gur|گڑ|kg|240|5
Chawal basmati|چاول باسمتی|kg|340|16
Chawal sella|چاول سیلا|kg|310|10
Chawal tota|چاول ٹوٹا|kg|170|8
Daal chana|دال چنا|kg|290|14
Daal masoor|دال مسور|kg|310|12
Daal moong|دال مونگ|kg|400|10
Daal mash|دال ماش|kg|480|8
Chana safed|سفید چنے|kg|360|7
Chana kala|کالے چنے|kg|300|6
Lobia|لوبیا|kg|380|4
Rajma|راجما|kg|460|3
Namak iodised 800 g|نمک|pc|50|14
oil and ghee
Ghee banaspati 1 kg|بناسپتی گھی|pc|540|22
Ghee banaspati 5 kg|بناسپتی گھی ۵ کلو|pc|2650|6
Ghee desi 500 g|دیسی گھی|pc|1150|2
Cooking oil pouch 1 L|کوکنگ آئل|pc|545|24
Cooking oil bottle 3 L|کوکنگ آئل ۳ لیٹر|pc|1690|7
Cooking oil tin 5 L|کوکنگ آئل ٹن|pc|2790|4
Sarson ka tel 500 ml|سرسوں کا تیل|pc|420|3
tea and milk
Chai patti 85 g|چائے پتی|pc|190|18
Chai patti 190 g|چائے پتی|pc|420|18
Chai patti 430 g|چائے پتی|pc|940|8
Green tea 30 bags|سبز چائے|pc|250|4
Coffee sachet|کافی|pc|40|8
Doodh pack 250 ml|دودھ|pc|95|20
Doodh pack 1 L|دودھ|pc|340|22
Tea whitener 375 g|ٹی وائٹنر|pc|520|7
Dry milk 350 g|خشک دودھ|pc|720|4
Dahi 400 g|دہی|pc|170|12
Lassi bottle|لسی|pc|110|6
Makkhan 100 g|مکھن|pc|260|4
Cheese slices|پنیر|pc|440|3
Cream 200 ml|کریم|pc|230|5
spices
Lal mirch 100 g|لال مرچ|pc|140|12
Haldi 100 g|ہلدی|pc|110|10
Dhania powder 100 g|دھنیا|pc|100|9
Zeera 50 g|زیرہ|pc|170|8
Garam masala 50 g|گرم مصالحہ|pc|150|8
Kali mirch 25 g|کالی مرچ|pc|130|4
Biryani masala|بریانی مصالحہ|pc|150|10
Karahi masala|کڑاہی مصالحہ|pc|150|7
Nihari masala|نہاری مصالحہ|pc|150|4
Chaat masala|چاٹ مصالحہ|pc|120|6
Elaichi 10 g|الائچی|pc|180|3
Laung 10 g|لونگ|pc|90|3
Imli 100 g|املی|pc|80|4
Sirka 300 ml|سرکہ|pc|120|3
Achar 400 g|اچار|pc|330|5
Ketchup 400 g|کیچپ|pc|290|7
Chilli sauce|چلی ساس|pc|210|3
Mayonnaise pouch|مایونیز|pc|230|3
bakery
Double roti small|ڈبل روٹی|pc|110|18
Double roti large|ڈبل روٹی بڑی|pc|190|16
Bun pack|بن|pc|90|10
Rusk pack|رسک|pc|150|9
Cake slice|کیک|pc|60|8
Baqarkhani|باقرخانی|pc|100|4
Anda|انڈا|pc|28|40
Anda dozen|انڈے درجن|pc|330|12
biscuits and snacks
Biscuit tikki pack|بسکٹ|pc|20|30
Biscuit half roll|بسکٹ ہاف رول|pc|50|24
Biscuit family pack|بسکٹ فیملی|pc|130|9
Cream biscuit|کریم بسکٹ|pc|30|22
Zeera biscuit|زیرہ بسکٹ|pc|60|10
Chips small|چپس|pc|20|34
Chips medium|چپس درمیانے|pc|50|24
Chips large|چپس بڑے|pc|100|10
Nimko 200 g|نمکو|pc|160|8
Popcorn|پاپ کارن|pc|30|8
Salted peanuts|مونگ پھلی|pc|50|9
Noodles chicken|نوڈلز|pc|50|16
Noodles pack of 4|نوڈلز پیک|pc|190|6
Macaroni 400 g|میکرونی|pc|180|5
Spaghetti 450 g|اسپیگٹی|pc|220|4
Vermicelli 150 g|سویاں|pc|70|6
Custard powder|کسٹرڈ|pc|130|4
Jelly|جیلی|pc|90|4
sweets
Toffee|ٹافی|pc|5|50
Lollipop|لولی پاپ|pc|10|28
Bubble gum|ببل گم|pc|5|32
Chocolate small|چاکلیٹ|pc|30|18
Chocolate bar|چاکلیٹ بار|pc|100|8
Supari sweet|میٹھی سپاری|pc|10|10
Saunf pack|سونف|pc|10|12
drinks
Cola 345 ml|کولا|pc|80|26
Cola 500 ml|کولا|pc|100|20
Cola 1.5 L|کولا|pc|190|14
Lemon drink 500 ml|لیموں مشروب|pc|100|10
Juice small|جوس|pc|60|18
Juice 1 L|جوس|pc|340|4
Water 500 ml|پانی|pc|50|18
Water 1.5 L|پانی|pc|90|10
Rose syrup 800 ml|شربت گلاب|pc|430|3
Energy drink|انرجی ڈرنک|pc|120|7
Drink powder sachet|شربت پاؤڈر|pc|25|12
washing
Detergent sachet|سرف|pc|20|18
Detergent 500 g|سرف|pc|280|12
Detergent 1 kg|سرف|pc|540|6
Washing soap|کپڑے دھونے کا صابن|pc|60|12
Bleach 500 ml|بلیچ|pc|180|4
Fabric blue|نیل|pc|60|3
Dish bar 75 g|برتن صابن|pc|25|16
Dish liquid 250 ml|برتن دھونے کا مائع|pc|190|5
Toilet cleaner|ٹوائلٹ کلینر|pc|240|3
Phenyl 1 L|فینائل|pc|160|4
Steel wool|جونا|pc|20|10
Broom|جھاڑو|pc|250|2
Mop cloth|پونچھا|pc|120|3
care
Soap small|صابن|pc|70|18
Soap large|صابن بڑا|pc|130|12
Shampoo sachet|شیمپو|pc|10|34
Shampoo 185 ml|شیمپو|pc|420|4
Toothpaste 70 g|ٹوتھ پیسٹ|pc|130|8
Toothpaste 140 g|ٹوتھ پیسٹ|pc|240|5
Toothbrush|ٹوتھ برش|pc|90|5
Miswak|مسواک|pc|40|5
Hair oil 100 ml|تیل|pc|180|6
Talcum powder|ٹالکم پاؤڈر|pc|220|3
Face cream|کریم|pc|160|4
Razor|ریزر|pc|50|8
Shaving cream|شیونگ کریم|pc|230|2
Sanitary pads|پیڈ|pc|190|4
Diapers small pack|ڈائپر|pc|420|4
Tissue box|ٹشو|pc|160|6
Toilet roll|ٹوائلٹ رول|pc|90|4
house
Matchbox|ماچس|pc|5|26
Candle|موم بتی|pc|20|10
Mosquito coil|مچھر کوائل|pc|120|6
Battery AA pair|بیٹری|pc|80|6
LED bulb 12 W|ایل ای ڈی بلب|pc|280|3
Lighter|لائٹر|pc|40|6
Agarbatti|اگربتی|pc|50|4
Ball pen|بال پین|pc|20|10
Exercise book|کاپی|pc|60|9
Glue stick|گلو|pc|70|3
Shoe polish|پالش|pc|140|3
Rope 5 m|رسی|pc|90|1
Plastic bags roll|شاپر|pc|120|5
vegetables
Aloo|آلو|kg|90|26
Pyaz|پیاز|kg|120|26
Tamatar|ٹماٹر|kg|140|20
Lehsan|لہسن|kg|480|8
Adrak|ادرک|kg|520|7
Sabz mirch|سبز مرچ|kg|260|7
Lemon|لیموں|kg|320|4
"""


_BRANDS = (
    "Madina",
    "Chenab",
    "Sitara",
    "Khyber",
    "Ravi",
    "Bolan",
    "Mehran",
    "Gulberg",
    "Saiban",
    "Shaheen",
    "Noor",
    "Anmol",
)
_OFTEN = 100
"""How much oftener the listed articles are sold than what a large shop adds."""


def many_articles(count: int) -> list[Article]:
    """Give as many articles: the listed ones, then brands and numbers of them."""
    listed = articles()
    if count <= len(listed):
        return listed
    made = [replace(one, often=one.often * _OFTEN) for one in listed]
    for number in range(len(listed), count):
        base = listed[number % len(listed)]
        brand = _BRANDS[number // len(listed) % len(_BRANDS)]
        made.append(
            replace(
                base,
                sku=f"K{number + 101}",
                name=f"{brand} {base.name} {number}",
                rupees=base.rupees + number % 9,
                often=1,
            )
        )
    return made


def articles() -> list[Article]:
    """Give every article, in the order of its sku."""
    found: list[Article] = []
    category = ""
    for line in _LISTED.strip().splitlines():
        if "|" not in line:
            category = line
            continue
        name, name_ur, unit, rupees, often = line.split("|")
        sku = f"K{len(found) + 101}"
        found.append(
            Article(sku, name, name_ur, unit, int(rupees), category, int(often))
        )
    return found
