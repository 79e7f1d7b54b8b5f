"""Short forms of given names: Bob is Robert, and Sam may be Samuel or Samantha."""

from __future__ import annotations

# A line for each full name and the folded forms that stand for it.
_TABLE = """
abigail abby abbie gail
albert al bert bertie
alexander alex alec sandy xander sasha
alexandra alex sandra lexi sasha
alfred alf alfie fred
alistair alasdair alastair al
amanda mandy
andrea andie andy
andrew andy drew
angela angie
anne ann anna annie
anthony tony ant
antonio toni tony
arthur art
barbara barb babs
beatrice bea trixie
benjamin ben benny
bernard bernie
catherine cathy cath kate katie kathy kitty katherine kathryn catharine
caroline carol carrie caro
charles charlie chuck chas
charlotte charlie lottie
christina chris chrissie tina
christine chris chrissie
christopher chris kit topher
clifford cliff
cynthia cindy
daniel dan danny
david dave davy
deborah debbie deb debra
denis dennis den
diana di diane
dominic dom
donald don donny
dorothy dot dotty dolly
douglas doug
edward ed eddie ted teddy ned
elizabeth liz lizzie beth betty betsy eliza lisa libby elisabeth
eleanor ellie nell nora elinor
emily em emmy
ernest ernie
eugene gene
florence flo florrie
frances fran franny frankie
francis frank frankie
frederick fred freddie frederic
gabriel gabe
geoffrey geoff jeff jeffrey
george georgie
gerald gerry jerry
gertrude trudy gertie
gillian gill jill
graham graeme
gregory greg
hannah hanna
harold harry hal
harriet hattie harrie
helen nell ellen helena
henry harry hank hal
herbert herb bert
hugh hughie huw
irene renie
isaac ike zac
isabel izzy bella isabelle isabella isobel
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie jem
jane janey jenny janie
janet jan
jason jay
jennifer jen jenny jenna
jeremy jerry jem
jessica jess jessie
joan joanie
joanna jo joanne
john jack johnny jon
jonathan jon jonny jonathon
joseph joe joey
josephine jo josie
joshua josh
judith judy jude
julia julie jules
kenneth ken kenny
kimberly kim
laurence larry laurie lawrence
leonard len lenny leo
leslie les lesley
lewis lew louis lou
louise lou
lucy lucia lucie
madeleine maddie maddy
malcolm mal
margaret maggie meg peggy marge margie greta rita
maria mary marie
mark marc marcus
martin marty
martha marty
matthew matt mat
maureen mo
maximilian max
melanie mel
melissa mel missy
michael mike mick mickey
michelle shelly
miranda mandy
mohammed mohammad muhammad mohamed mo
natalie nat
nathaniel nathan nat nate
nicholas nick nicky nicolas
nicola nicky nikki
nigel nige
norman norm
oliver ollie olly
olivia liv livvy
pamela pam
patricia pat patty tricia trish
patrick pat paddy
penelope penny
peter pete
philip phil phillip
philippa pippa pip
rachel rach rachael
raymond ray
rebecca becky bec becca
reginald reg reggie
richard rick dick ricky rich dickie
robert bob rob bobby robbie bert
roberta bobbie
roderick rod roddy
roger rodge
ronald ron ronnie
rosemary rose rosie
rudolph rudy
russell russ
samantha sam sammy
samuel sam sammy
sarah sally sara sadie
sebastian seb
sharon shaz
sidney sid sydney
simon si
sophia sophie
stanley stan
stephanie steph
stephen steve steven stevie
stewart stuart stu
susan sue susie suzy
suzanne sue suzy susanna
sylvia sylvie
terence terry terrance
teresa terry tess theresa
theodore ted theo teddy
thomas tom tommy
timothy tim timmy
tobias toby
ursula ursie
valerie val
vanessa nessa
veronica ronnie
victor vic
victoria vicky tori
vincent vince
vivian viv vivien
walter walt wally
wendy wen
wilfred wilf
william bill will billy willy liam
winifred winnie
yvonne yve
zachary zach zac zack
"""

_FULL: dict[str, tuple[str, ...]] = {}
for _line in _TABLE.split("\n"):
    for _form in _line.split():
        _FULL[_form] = (*_FULL.get(_form, ()), _line.split()[0])


def full_names(word: str) -> tuple[str, ...]:
    """The full given names that a folded word may stand for; the word itself where none is known."""
    return _FULL.get(word, (word,))
